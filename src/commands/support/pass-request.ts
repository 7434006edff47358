import type { Options } from '../../command-line/options.ts'
import { parseFingerprint } from '../../domain/certificate/certificate.ts'
import { federationError } from '../../errors.ts'
import type { World } from '../../io/world/world.ts'
import type { PassRequest } from '../../reconciler.ts'
import { makeSource } from './source.ts'
import { chooseWritingMode } from './writing-mode.ts'

/** Turns the flags of `plan` and `reconcile` into the request of a pass. */
export function makePassRequest(world: World, options: Options): PassRequest {
  const { component, config, registry } = options
  return {
    component: { directory: component, config, registry },
    source: makeSource(world, options),
    decisions: { adopt: new Set(options.adopt), overwrite: new Set(options.overwrite) },
    policy: {
      allowDelete: new Set(options.allowDelete),
      allowReplace: new Set(options.allowReplace),
      planDigest: parseDigest(options.planDigest),
    },
    writing: chooseWritingMode(options),
  }
}

function parseDigest(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const digest = parseFingerprint(text)
  if (digest !== undefined) return digest
  const message = `--plan-digest takes SHA256: and 64 hexadecimal digits, not '${text.slice(0, 100)}'.`
  throw federationError('USAGE', { message, remedy: 'Copy it from the last line of `fbm-gitops plan`.' })
}
