import { runMirrorGit } from '../mirror/run-git.ts'
import type { World } from '../world/world.ts'
import type { Publishing, PushFault } from './publishing.ts'
import { describePushFailure } from './push-failure.ts'
import { rememberTip } from './scratch.ts'

/**
 * Pushes one commit to the branch, if that is still what it was thought to be; no other ref is named.
 *
 * @throws as `runMirrorGit`
 */
export async function pushCommit(
  world: World,
  publishing: Publishing,
  { commit, tip }: { readonly commit: string; readonly tip: string | undefined },
): Promise<PushFault | undefined> {
  const { order, transport, branch } = publishing
  const lease = `--force-with-lease=${branch}:${tip ?? ''}`
  const flags = ['--quiet', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no', lease]
  const args = [...flags, ...transport.pushFlags, '--end-of-options', transport.url, `${commit}:${branch}`]
  const { exitCode, stderr } = await runMirrorGit(world, order, { command: 'push', args, transport })
  if (exitCode !== 0) return describePushFailure(world, publishing, stderr)
  rememberTip(world, order, commit)
  return undefined
}
