import type { Options } from '../../command-line/options.ts'
import { usageError } from '../../command-line/usage.ts'
import { isAbsolute } from 'node:path'
import { parseDuration } from '../../domain/units.ts'
import type { Writing, WritingMode } from '../../domain/writing-mode.ts'

/**
 * Reads from the flags how the registry may be written.
 *
 * @throws FederationError USAGE (64) where both are given
 */
export function chooseWritingMode({ offline, freeze }: Pick<Options, 'offline' | 'freeze'>): WritingMode {
  if (offline && freeze)
    throw usageError('--offline and --freeze contradict each other: the component is stopped, or it runs.')
  if (offline) return 'offline'
  return freeze ? 'freeze' : 'beside'
}

/**
 * Reads from the flags who writes the registry, and how.
 *
 * @throws FederationError USAGE (64) where Fed-BioMed's own command would write beside a component that runs, or could not
 * be told which registry is meant
 */
export function chooseWriting(options: Options): Writing {
  const mode = chooseWritingMode(options)
  const { registrar, registrarPrefix: prefix, componentInside: inside, registry } = options
  if (registrar === 'tinydb') {
    refuseIdle(options)
    return mode
  }
  refuseContradictions(options, mode)
  const timeoutMs = parseDuration(options.registrarTimeout)
  if (timeoutMs === undefined) throw new Error('--registrar-timeout was not checked.')
  return { prefix, inside, timeoutMs, isRegistryNamed: registry !== undefined }
}

function refuseContradictions(options: Options, mode: WritingMode): void {
  const { registrarPrefix: prefix, componentInside: inside, registry } = options
  if (mode !== 'offline') throw usageError(BESIDE_OTHERS, OFFLINE_FIRST)
  if (inside !== undefined && !isAbsolute(inside)) throw usageError('--component-inside takes an absolute path.')
  if (prefix.length > 0) return
  if (registry !== undefined) throw usageError(NAMED_REGISTRY, 'Leave --registry out.')
  if (inside !== undefined) throw usageError('--component-inside needs --registrar-prefix.')
}

const BESIDE_OTHERS =
  "--registrar cli needs --offline: Fed-BioMed's own command rewrites the whole registry as if it were alone, and breaks it, or loses what others write, beside a component that runs."
const OFFLINE_FIRST =
  'Stop the component, its GUI and whatever else has the registry open, then add --offline; or leave --registrar out: fbm-gitops itself writes safely beside a component that runs.'
const NAMED_REGISTRY =
  "--registry and --registrar cli contradict each other without --registrar-prefix: Fed-BioMed's command finds its registry by itself."

/** What the settings say of a command that is not run is no contradiction. */
function refuseIdle({ registrarPrefix, componentInside, settled }: Options): void {
  const typed = [
    registrarPrefix.length > 0 && settled.registrarPrefix === undefined ? '--registrar-prefix' : undefined,
    componentInside !== undefined && settled.componentInside === undefined ? '--component-inside' : undefined,
  ].find((flag) => flag !== undefined)
  if (typed !== undefined) throw usageError(`${typed} needs --registrar cli.`)
}
