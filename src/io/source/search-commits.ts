import type { CommitRange } from '../../domain/commit-range.ts'
import { holdsPrivateKey, isNamedLikeKey } from '../../domain/certificate/private-key.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { federationError } from '../../errors.ts'
import type { World } from '../world/world.ts'
import { listCommittedFiles, type CommittedFile } from './commit-changes.ts'
import { listCommits } from './commit-range.ts'
import { assertGenuine, parseObjects, type GitObject } from './git-objects.ts'
import { askGit, type Repository } from './git.ts'
import { parseCommit } from './revision.ts'
import { locateSource } from './source.ts'

/** What a search through commits tells. Nothing of a key is in it. */
export interface CommitSearch {
  /** How many commits were searched. */
  readonly commits: number
  /** How many different contents of files were. */
  readonly contents: number
  readonly problems: readonly Problem[]
}

/** Files beyond this are named, and not searched. */
const LARGEST = 16 * 1024 * 1024
const BYTES_AT_ONCE = 32 * 1024 * 1024
const OBJECTS_AT_ONCE = 5000
const MAX_LISTING = 256 * 1024 * 1024

/**
 * Searches each commit of a range for private keys, as objects alone: all files of the repository, wherever they lie, whether
 * or not a later commit takes them away, and the messages.
 *
 * @throws `COMMITS_OUTSIDE_GIT`, and as `locateSource`, `listCommits`, `runGit`
 */
export function searchCommits(world: World, directory: string, range: CommitRange): CommitSearch {
  const { repository, label } = locateSource(world, directory)
  if (repository === undefined) throw federationError('COMMITS_OUTSIDE_GIT', { directory: label })
  const commits = listCommits(world, repository, range)
  const files = onceEach(listCommittedFiles(world, repository, commits))
  const sizes = readSizes(world, repository, [...new Set(files.map(({ blob }) => blob)), ...commits])
  const keys = findKeys(world, repository, sizes)
  const guilty = [
    ...files.filter(({ blob, path }) => keys.has(blob) || isNamedLikeKey(path) || isTooBig(sizes, blob)),
    ...commits.filter((commit) => keys.has(commit) || isTooBig(sizes, commit)).map((commit) => ({ commit })),
  ]
  const authors = readAuthors(world, repository, [...new Set(guilty.map(({ commit }) => commit))])
  const judge = (finding: Finding): Problem => tell(finding, { keys, sizes, author: authors.get(finding.commit) })
  return { commits: commits.length, contents: sizes.size - commits.length, problems: guilty.map(judge) }
}

/** A file; or the commit itself, for its message. */
type Finding = CommittedFile | { readonly commit: string }

interface Evidence {
  readonly keys: ReadonlySet<string>
  readonly sizes: ReadonlyMap<string, number>
  readonly author: string | undefined
}

function tell(finding: Finding, { keys, sizes, author }: Evidence): Problem {
  const facts = { commit: finding.commit, author }
  const isFile = 'blob' in finding
  const id = isFile ? finding.blob : finding.commit
  const place = isFile ? { file: finding.path } : {}
  if (keys.has(id)) return makeProblem(isFile ? 'COMMITTED_KEY' : 'COMMIT_MESSAGE_KEY', place, facts)
  if (isFile && isNamedLikeKey(finding.path)) return makeProblem('COMMITTED_KEY_NAME', place, facts)
  return makeProblem('COMMIT_NOT_SEARCHED', place, { ...facts, size: sizes.get(id) ?? 0 })
}

/** The commit that put it there first is named, and no merge that has it from there. */
function onceEach(files: Iterable<CommittedFile>): readonly CommittedFile[] {
  const first = new Map<string, CommittedFile>()
  for (const file of files) {
    const key = `${file.blob} ${file.path}`
    if (!first.has(key)) first.set(key, file)
  }
  return [...first.values()]
}

function isTooBig(sizes: ReadonlyMap<string, number>, id: string): boolean {
  return (sizes.get(id) ?? 0) > LARGEST
}

/** Before anything is read. */
function readSizes(world: World, repository: Repository, ids: readonly string[]): ReadonlyMap<string, number> {
  const args = ['--batch-check=%(objectname) %(objectsize)', '--buffer']
  const call = { command: 'cat-file', args, input: ids.map((id) => `${id}\n`).join(''), maxBytes: MAX_LISTING } as const
  const lines = askGit(world, repository, call).toString('latin1').split('\n')
  return new Map(
    ids.map((id, index) => {
      const [found, size] = lines[index]?.split(' ') ?? []
      if (found === id && /^\d+$/.test(size ?? '')) return [id, Number(size)]
      throw federationError('OBJECT_MISSING', { directory: repository.label, reason: `there is no object ${id}` })
    }),
  )
}

function findKeys(world: World, repository: Repository, sizes: ReadonlyMap<string, number>): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const ids of inPortions(sizes)) {
    const found = readObjects(world, repository, ids).filter(({ bytes }) => holdsPrivateKey(bytes))
    for (const { id } of found) keys.add(id)
  }
  return keys
}

/** As many as may be held in memory together. */
function* inPortions(sizes: ReadonlyMap<string, number>): Generator<readonly string[], void, undefined> {
  let ids: string[] = []
  let bytes = 0
  for (const [id, size] of sizes) {
    if (size > LARGEST) continue
    if (ids.length === OBJECTS_AT_ONCE || (ids.length > 0 && bytes + size > BYTES_AT_ONCE)) {
      yield ids
      ids = []
      bytes = 0
    }
    ids.push(id)
    bytes += size
  }
  if (ids.length > 0) yield ids
}

function readObjects(world: World, repository: Repository, ids: readonly string[]): readonly GitObject[] {
  const maxBytes = BYTES_AT_ONCE + 1024 * ids.length
  const call = {
    command: 'cat-file',
    args: ['--batch', '--buffer'],
    input: ids.map((id) => `${id}\n`).join(''),
    maxBytes,
  } as const
  const objects = parseObjects(askGit(world, repository, call))
  assertGenuine(objects, repository.label)
  return objects.filter((object) => object !== undefined)
}

function readAuthors(
  world: World,
  repository: Repository,
  ids: readonly string[],
): ReadonlyMap<string, string | undefined> {
  const authors = new Map<string, string | undefined>()
  for (let from = 0; from < ids.length; from += OBJECTS_AT_ONCE) {
    const objects = readObjects(world, repository, ids.slice(from, from + OBJECTS_AT_ONCE))
    for (const object of objects) authors.set(object.id, parseCommit(object).author)
  }
  return authors
}
