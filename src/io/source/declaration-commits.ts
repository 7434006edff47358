import type { Revision } from '../../domain/federation.ts'
import { FederationError } from '../../errors.ts'
import type { World } from '../world/world.ts'
import { isGenuine, parseObjectFacts, parseObjects, type GitObject } from './git-objects.ts'
import { askGit, type Repository } from './git.ts'
import { pathspec } from './history.ts'
import { parseCommit, type CommittedDirectory } from './revision.ts'

/**
 * Finds the last commit that changed each of some files of the federation directory, up to the commit that was read, by four
 * git processes, however many they are. Paths are below the federation directory, separated by `/`. A file is absent where
 * no such commit is known: a shallow clone does not reach back that far, or the history is too long to be read.
 *
 * @throws as `runGit`
 */
export function readDeclarationCommits(
  world: World,
  committed: CommittedDirectory,
  paths: readonly string[],
): ReadonlyMap<string, Revision> {
  // A path with a line end would be two questions.
  const wanted = [...new Set(paths)].filter((path) => !path.includes('\n'))
  if (wanted.length === 0) return new Map()
  const changes = findLast(readChanges(world, committed), readBlobIds(world, committed, wanted))
  const commits = readCommits(world, committed.repository, [...new Set([...changes.values()].map(({ id }) => id))])
  return new Map(
    wanted.flatMap((path) => {
      const change = changes.get(fullPath(committed, path))
      const commit = commits.get(change?.id ?? '')
      return change === undefined || commit === undefined || isCut(change, commit) ? [] : [[path, parseCommit(commit)]]
    }),
  )
}

/** What one commit made of one file. */
interface FileChange {
  readonly id: string
  readonly parents: readonly string[]
  readonly path: string
  /** Of the content; zeros where the commit removed the file. */
  readonly blob: string
}

/** The ids of the contents that the commit that was read holds, by the full path; zeros where it holds none. */
function readBlobIds(
  world: World,
  committed: CommittedDirectory,
  paths: readonly string[],
): ReadonlyMap<string, string> {
  const { repository, revision } = committed
  const full = paths.map((path) => fullPath(committed, path))
  const input = full.map((path) => `${revision.id}:${path}\n`).join('')
  const call = { command: 'cat-file', args: ['--batch-check', '--buffer'], input } as const
  const facts = parseObjectFacts(askGit(world, repository, call))
  const nothing = '0'.repeat(revision.id.length)
  return new Map(full.map((path, index) => [path, facts[index]?.id ?? nothing]))
}

/** The configuration of the repository must not change what is listed. */
const PLAINLY = [
  '--root',
  '--no-renames',
  '--no-follow',
  '--no-relative',
  '--no-ext-diff',
  '--no-mailmap',
  '--no-color',
]

/**
 * Lists what each commit changed below the federation directory, those that come later first. Of a merge that is what
 * differs from all of its parents.
 */
function readChanges(world: World, { repository, revision, source }: CommittedDirectory): readonly FileChange[] {
  const format = ['-c', '--raw', '-r', '-z', '--no-abbrev', '--format=%H %P']
  const paths = source.prefix === '' ? [] : [pathspec(source.prefix)]
  const args = ['--topo-order', ...format, ...PLAINLY, revision.id, '--', ...paths]
  try {
    return [...parseChanges(askGit(world, repository, { command: 'log', args }))]
  } catch (error) {
    const isLong = error instanceof FederationError && error.problems[0]?.code === 'SOURCE_TOO_BIG'
    if (!isLong) throw error
    return []
  }
}

/** Parts are ended by NUL: a commit with its parents, or what became of one file, followed by its path, which may be any text. */
function* parseChanges(output: Buffer): Generator<FileChange> {
  const parts = output.toString('utf8').split('\0')
  let commit: Pick<FileChange, 'id' | 'parents'> = { id: '', parents: [] }
  for (let index = 0; index < parts.length; index += 1) {
    const part = (parts[index] ?? '').trim()
    const [id = '', ...parents] = part.split(' ')
    if (/^[0-9a-f]{40,64}$/.test(id)) commit = { id, parents }
    if (!part.startsWith(':')) continue
    index += 1
    yield { ...commit, path: parts[index] ?? '', blob: parseBlobId(part) }
  }
}

/** A colon for each parent; the modes, one more than parents; as many ids; and in the end the kinds of change. */
function parseBlobId(record: string): string {
  return record.split(' ').at(-2) ?? ''
}

/**
 * Finds the change that made of each file what it is. On another branch that was merged later changes may be listed that did
 * not last: they made something else of it.
 */
function findLast(
  changes: readonly FileChange[],
  contents: ReadonlyMap<string, string>,
): ReadonlyMap<string, FileChange> {
  const found = new Map<string, FileChange>()
  for (const change of changes) {
    const isLast = contents.get(change.path) === change.blob
    if (isLast && !found.has(change.path)) found.set(change.path, change)
  }
  return found
}

const MOST_BYTES = 1024 * 1024
const MOST_BYTES_IN_ALL = 24 * MOST_BYTES

/** Reads commits; those that somebody wrote megabytes into are left out. */
function readCommits(world: World, repository: Repository, ids: readonly string[]): ReadonlyMap<string, GitObject> {
  if (ids.length === 0) return new Map()
  const ask = (args: readonly string[], names: readonly string[]): Buffer =>
    askGit(world, repository, { command: 'cat-file', args: [...args, '--buffer'], input: `${names.join('\n')}\n` })
  const facts = parseObjectFacts(ask(['--batch-check'], ids))
  let left = MOST_BYTES_IN_ALL
  const small = facts.flatMap((each) => {
    if (each === undefined || each.size > Math.min(MOST_BYTES, left)) return []
    left -= each.size
    return [each.id]
  })
  const objects = small.length === 0 ? [] : parseObjects(ask(['--batch'], small))
  return new Map(objects.flatMap((each) => (each !== undefined && isGenuine(each) ? [[each.id, each]] : [])))
}

/** Where a shallow clone begins, every file seems to be new. */
function isCut({ parents }: FileChange, { bytes }: GitObject): boolean {
  return parents.length === 0 && /^tree [0-9a-f]+\nparent /.test(bytes.toString('latin1', 0, 256))
}

function fullPath({ source: { prefix } }: CommittedDirectory, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`
}
