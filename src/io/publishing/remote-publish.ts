import { compareUrl } from '../../domain/compare-url.ts'
import type { Publication, PublishedFile } from '../../domain/publication.ts'
import type { World } from '../world/world.ts'
import { describeCommit, type Committed } from './publish.ts'
import { askInClone, remoteFailed, runInClone, type RemoteClone } from './remote-clone.ts'

/** The branch of an earlier publication in the repository. */
export interface EarlierBranch {
  readonly branch: string
  /** The commit that it is at. */
  readonly commit: string
}

const NO_SUCH_REF = 2

/**
 * Finds in the repository the branch on which a publication is committed, and fetches it; `undefined` where there is none.
 *
 * @throws `PUBLISH_REMOTE_FAILED`
 */
export function findEarlierBranch(world: World, clone: RemoteClone, branch: string): EarlierBranch | undefined {
  const tip = askTip(world, clone, branch)
  if (tip.kind === 'none') return undefined
  if (tip.kind === 'unknown') throw remoteFailed(clone, { command: 'ls-remote', reason: tip.reason, isUnclear: false })
  const refspec = `+refs/heads/${branch}:${trackingRef(branch)}`
  askInClone(world, clone, { args: ['fetch', '--quiet', '--no-tags', '--depth=1', 'origin', refspec] })
  const args = ['rev-parse', '--verify', '--quiet', `${trackingRef(branch)}^{commit}`]
  return { branch, commit: askInClone(world, clone, { args }).trim() }
}

/**
 * Tells whether the base has everything that an earlier branch has. Only this needs the history.
 *
 * @throws `PUBLISH_REMOTE_FAILED`
 */
export function isMerged(world: World, clone: RemoteClone, { branch, commit }: EarlierBranch): boolean {
  const heads = [clone.base, branch].map((name) => `+refs/heads/${name}:${trackingRef(name)}`)
  const isShallow = askInClone(world, clone, { args: ['rev-parse', '--is-shallow-repository'] }).trim() === 'true'
  const whole = isShallow ? ['--unshallow'] : []
  askInClone(world, clone, { args: ['fetch', '--quiet', '--no-tags', ...whole, 'origin', ...heads] })
  return runInClone(world, clone, { args: ['merge-base', '--is-ancestor', commit, clone.commit] }).status === 0
}

/** Describes a publication that an earlier run has brought to its branch. */
export function describeEarlier(world: World, clone: RemoteClone, { branch, commit }: EarlierBranch): Committed {
  return { ...describePlace(world, clone, branch), commit, isEarlier: true }
}

/** Tells the page on which a pull request is opened for a branch, where the host is known. */
export function comparePage(world: World, clone: RemoteClone, branch: string): string | undefined {
  const { stdout } = runInClone(world, clone, { args: ['remote', 'get-url', '--push', '--', 'origin'] })
  return compareUrl(stdout.trim(), branch)
}

/**
 * Commits a publication on a branch of its own, above the base, and pushes just that branch.
 *
 * @remarks The commit is made in git's index, never in a work tree: what the repository holds is not written to the disk.
 * @throws `PUBLISH_REMOTE_FAILED`; then nothing was published, unless that says otherwise.
 */
export function publishBranch(
  world: World,
  clone: RemoteClone,
  {
    branch,
    prefix,
    publication,
  }: { readonly branch: string; readonly prefix: string; readonly publication: Publication },
): Committed {
  const ask = (args: readonly string[]): string => askInClone(world, clone, { args })
  // Fails where nobody has told git who commits.
  ask(['var', 'GIT_COMMITTER_IDENT'])
  ask(['update-ref', `refs/heads/${branch}`, clone.commit])
  ask(['symbolic-ref', 'HEAD', `refs/heads/${branch}`])
  ask(['read-tree', clone.commit])
  const files = publication.files.map((file) => ({
    ...file,
    path: prefix === '' ? file.path : `${prefix}/${file.path}`,
  }))
  for (const file of files) stage(world, clone, file)
  const message = describeCommit(
    publication,
    files.map(({ path }) => path),
  )
  ask(['commit', '--quiet', '--message', message])
  const commit = ask(['rev-parse', '--verify', 'HEAD^{commit}']).trim()
  push(world, clone, { branch, commit })
  return { ...describePlace(world, clone, branch), commit, isEarlier: false }
}

function trackingRef(branch: string): string {
  return `refs/remotes/origin/${branch}`
}

function describePlace(world: World, clone: RemoteClone, branch: string): Omit<Committed, 'commit' | 'isEarlier'> {
  const compare = comparePage(world, clone, branch)
  return { top: clone.top, branch, before: undefined, remote: clone.url, pushed: true, compare, problems: [] }
}

type Tip =
  { readonly kind: 'commit'; readonly commit: string } | { readonly kind: 'none' | 'unknown'; readonly reason: string }

function askTip(world: World, clone: RemoteClone, branch: string): Tip {
  const args = ['ls-remote', '--exit-code', '--refs', 'origin', `refs/heads/${branch}`]
  const { status, stdout, reason } = runInClone(world, clone, { args })
  const [commit] = /^[0-9a-f]+/.exec(stdout) ?? []
  if (status === 0 && commit !== undefined) return { kind: 'commit', commit }
  return { kind: status === NO_SUCH_REF ? 'none' : 'unknown', reason }
}

/** Without `--replace`, git refuses a file below what is none: a link is neither followed nor removed. */
function stage(world: World, clone: RemoteClone, { path, bytes }: PublishedFile): void {
  const id = askInClone(world, clone, { args: ['hash-object', '-w', '--stdin'], input: bytes }).trim()
  const [mode = '100644'] =
    /^100\d{3}/.exec(askInClone(world, clone, { args: ['ls-files', '--stage', '--', path] })) ?? []
  askInClone(world, clone, { args: ['update-index', '--add', '--cacheinfo', `${mode},${id},${path}`] })
}

/** Whatever the configuration would push besides stays here. An answer that was lost on the way is asked for again. */
function push(world: World, clone: RemoteClone, { branch, commit }: EarlierBranch): void {
  const ref = `refs/heads/${branch}`
  const args = ['push', '--quiet', '--no-follow-tags', '--recurse-submodules=no', '--', 'origin', `${ref}:${ref}`]
  const { status, reason } = runInClone(world, clone, { args })
  if (status === 0) return
  const tip = askTip(world, clone, branch)
  if (tip.kind === 'commit' && tip.commit === commit) return
  const isUnclear = tip.kind === 'unknown'
  if (isUnclear) world.writes.note()
  throw remoteFailed(clone, { command: 'push', reason, isUnclear })
}
