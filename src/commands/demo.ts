import { resolve } from 'node:path'
import { playDemo } from '../demo/demo.ts'
import { federationError } from '../errors.ts'
import { readGitVersion } from '../io/source/git.ts'
import type { World } from '../io/world/world.ts'
import { makeColours } from '../render/colours.ts'
import { makePlainStyle } from '../render/style.ts'
import type { CommandInput, Result } from './support/command.ts'

const CLOSING = `
Now your own federation: in an empty git repository, type
    fbm-gitops init
`

/** Shows a whole federation at work, step by step. It fails loudly where anything is not as it should be. */
export async function demo(world: World, { options }: CommandInput): Promise<Result> {
  // It writes directories of its own by processes of its own, which nobody watches.
  world.writes.note()
  if (readGitVersion(world) === undefined) throw federationError('DEMO_NEEDS_GIT', {})
  const hasColours = world.stdout.isTTY && world.env['NO_COLOR'] === undefined
  const audience = {
    say: (text: string) => {
      world.stdout.write(text)
    },
    style: hasColours ? makeColours() : makePlainStyle(),
  }
  await playDemo(audience, { directory: options.keep && resolve(world.cwd, options.keep), now: world.clock.now() })
  return { exitCode: 0, problems: [], remarks: [], fields: {}, text: () => CLOSING }
}
