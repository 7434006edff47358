import { compareUrl } from '../../domain/compare-url.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { Publication, PublishedCommit } from '../../domain/publication.ts'
import { escapeText, quoteForShell } from '../../domain/quote.ts'
import type { World } from '../world/world.ts'
import { pathInClone, type ReadyClone } from './clone.ts'
import { askOperatorGit, runOperatorGit } from './operator-git.ts'
import { writePublishedFiles } from './write-files.ts'

/** What became of a publication, with what is to be told of it. */
export interface Committed extends PublishedCommit {
  readonly problems: readonly Problem[]
}

const LONGEST_REASON = 600

/**
 * Writes a publication on a branch of its own, commits just that, and pushes just that branch.
 *
 * @throws `PUBLISH_NOT_WRITTEN`, `PUBLISH_GIT_FAILED`; a push that fails is told, for the commit is made by then.
 */
export function commitPublication(
  world: World,
  clone: ReadyClone,
  { directory, publication }: { readonly directory: string; readonly publication: Publication },
): Committed {
  const { top, branch, current, remote } = clone
  if (current !== branch) {
    askOperatorGit(world, top, ['checkout', '--quiet', '--no-track', '-b', branch])
    world.writes.note()
  }
  writePublishedFiles(world, directory, publication.files)
  const paths = publication.files.map(({ path }) => pathInClone(clone, path))
  askOperatorGit(world, top, ['add', '--', ...paths])
  askOperatorGit(world, top, ['commit', '--quiet', '--message', describeCommit(publication, paths)])
  const commit = askOperatorGit(world, top, ['rev-parse', 'HEAD']).trim()
  const done = { top, branch, before: current, commit, remote, isEarlier: false }
  return remote === undefined
    ? { ...done, pushed: false, compare: undefined, problems: [] }
    : { ...done, ...push(world, clone, remote) }
}

/**
 * Pushes what an earlier run committed and could not push; `undefined` where there is no such commit: the clone is on
 * another branch, has no remote, or the remote has the commit already.
 */
export function pushAgain(world: World, clone: ReadyClone): Committed | undefined {
  const { top, branch, current, remote } = clone
  if (current !== branch || remote === undefined) return undefined
  const commit = askOperatorGit(world, top, ['rev-parse', 'HEAD']).trim()
  const reached = ['for-each-ref', '--count=1', '--contains', commit, '--format=%(refname)', `refs/remotes/${remote}/`]
  if (askOperatorGit(world, top, reached).trim() !== '') return undefined
  return { top, branch, before: current, commit, remote, isEarlier: false, ...push(world, clone, remote) }
}

/** Words the message of a publication's commit. */
export function describeCommit({ id, name, certificate, origin }: Publication, paths: readonly string[]): string {
  const lines = [`${id} in ${paths.map(escapeText).join(', ')}`, `Fingerprint: ${certificate.fingerprint}`]
  const source =
    origin === 'component'
      ? []
      : ['', 'From registration instructions that the site sent: its private key was not compared.']
  return `${[`Publish ${name}`, '', ...lines, ...source].join('\n')}\n`
}

type Pushed = Pick<Committed, 'pushed' | 'compare' | 'problems'>

/** Whatever the configuration would push besides stays here. */
function push(world: World, { top, branch }: ReadyClone, remote: string): Pushed {
  const ref = `refs/heads/${branch}`
  const command = `git -C ${quoteForShell(top)} push ${remote} ${branch}`
  const args = ['push', '--quiet', '--no-follow-tags', '--recurse-submodules=no', '--', remote, `${ref}:${ref}`]
  const { status, reason } = runOperatorGit(world, top, args)
  if (status === 0) {
    const url = runOperatorGit(world, top, ['remote', 'get-url', '--push', '--', remote]).stdout.trim()
    return { pushed: true, compare: compareUrl(url, branch), problems: [] }
  }
  const facts = { command, remote, reason: reason.slice(0, LONGEST_REASON) }
  return { pushed: false, compare: undefined, problems: [makeProblem('PUBLISH_NOT_PUSHED', {}, facts)] }
}
