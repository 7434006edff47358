import { resolve } from 'node:path'
import type { CommitRange } from '../../domain/commit-range.ts'
import { federationError } from '../../errors.ts'
import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { parseObjects } from './git-objects.ts'
import { askGit, runGit, type Repository } from './git.ts'
import { isShallow } from './base.ts'

const MAX_COMMITS = 100_000

/**
 * Lists the ids of the commits of a range, each after those that it descends from. Git is given nothing that was typed save
 * on its standard input, and ids from then on.
 *
 * @throws `COMMIT_UNKNOWN`, `COMMITS_CUT_OFF`, `COMMITS_TOO_MANY`, and as `runGit`
 */
export function listCommits(world: World, repository: Repository, range: CommitRange): readonly string[] {
  const args = ['--topo-order', '--reverse', ...toArguments(world, repository, range)]
  const ids = askGit(world, repository, { command: 'rev-list', args }).toString('latin1').split('\n').filter(Boolean)
  if (ids.length > MAX_COMMITS) throw federationError('COMMITS_TOO_MANY', { count: ids.length, limit: MAX_COMMITS })
  const listed = new Set(ids)
  const cut = readShallowCommits(world, repository).find((id) => listed.has(id))
  if (cut !== undefined) throw federationError('COMMITS_CUT_OFF', { directory: repository.label, commit: cut })
  return ids
}

function toArguments(world: World, repository: Repository, range: CommitRange): readonly string[] {
  if (range.kind === 'all') return ['--all']
  const to = resolveCommit(world, repository, range.to)
  if (range.kind === 'reach') return [to]
  const from = resolveCommit(world, repository, range.from)
  return range.kind === 'between' ? [to, `^${from}`] : [`${from}...${to}`]
}

/** A tag stands for its commit. Git fails, or finds nothing, where a name is none. */
function resolveCommit(world: World, repository: Repository, revision: string): string {
  const input = `${revision}^{commit}\n`
  const { status, stdout } = runGit(world, repository, { command: 'cat-file', args: ['--batch'], input })
  const [object] = status === 0 ? parseObjects(stdout) : []
  if (object?.type === 'commit') return object.id
  const facts = { directory: repository.label, revision, isShallow: isShallow(world, repository) }
  throw federationError('COMMIT_UNKNOWN', facts)
}

/** Those that git takes for the first ones of the history, since it was given none before them. */
function readShallowCommits(world: World, repository: Repository): readonly string[] {
  if (!isShallow(world, repository)) return []
  const call = { command: 'rev-parse', args: ['--git-path', 'shallow'] } as const
  const path = askGit(world, repository, call).toString('utf8').replace(/\n$/, '')
  const file = resolve(repository.top, path)
  return readFile(world.files, file).toString('latin1').split('\n')
}
