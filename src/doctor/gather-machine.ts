import type { MachineFacts } from '../domain/doctor/facts.ts'
import { readGitVersion } from '../io/source/git.ts'
import type { World } from '../io/world/world.ts'
import { find } from './find.ts'

/** Finds out what is the same for every component of this machine. */
export async function gatherMachineFacts(world: World): Promise<MachineFacts> {
  const { version, platform, host } = world
  return {
    version,
    node: host.nodeVersion,
    platform,
    user: host.userId(),
    git: await find(() => readGitVersion(world)),
  }
}
