import type { Revision } from '../../domain/federation.ts'
import { federationError } from '../../errors.ts'
import type { World } from '../world/world.ts'
import { assertGenuine, findEntries, parseObjects, type GitObject } from './git-objects.ts'
import { askGit, type Repository } from './git.ts'
import { locateSource, type Place, type Source } from './source.ts'

/** A federation directory as a commit holds it. Equal tree ids mean equal contents. */
export interface CommittedDirectory {
  readonly source: Source
  readonly repository: Repository
  readonly revision: Revision
  /** The id of the directory's own tree. */
  readonly treeId: string
  /** Where its files lie, too, and may differ; absent for a mirror, which has none. */
  readonly workTree: Place | undefined
}

/** A commit of a mirror, and the directory in it. */
export interface MirroredCommit {
  /** The bare repository on this machine. */
  readonly mirror: string
  /** The repository that it mirrors, as it may be shown. */
  readonly url: string
  /** The whole id. */
  readonly commit: string
  /** The federation directory in it, separated by `/`; `.` for its top. */
  readonly path: string
}

const ATTEMPTS = 3
const MAX_SUBJECT = 4096

/**
 * Reads which commit HEAD is and which tree it holds for the federation directory, by one git process; `undefined`
 * outside git. Nothing of the directory's contents is read.
 *
 * @throws as `locateSource` and `runGit`, and `REPOSITORY_EMPTY`, `SOURCE_NOT_COMMITTED`, `SOURCE_PATH_UNUSABLE`,
 * `OBJECT_FORGED`, `ENTRY_DUPLICATE`
 */
export function readRevision(world: World, directory: string): CommittedDirectory | undefined {
  const source = locateSource(world, directory)
  const { repository, label, prefix } = source
  if (repository === undefined) return undefined
  if (prefix.includes('\n')) throw federationError('SOURCE_PATH_UNUSABLE', { directory: label })
  const { commit, tree } = readSteady(world, repository, { commit: 'HEAD', prefix })
  if (commit === undefined) throw federationError('REPOSITORY_EMPTY', { directory: label })
  if (tree?.type !== 'tree') throw federationError('SOURCE_NOT_COMMITTED', { directory: label, commit: commit.id })
  return { source, repository, revision: parseCommit(commit), treeId: tree.id, workTree: source }
}

/**
 * Reads which tree a commit of a mirror holds for the federation directory, by one git process.
 *
 * @throws as `runGit`, and `OBJECT_MISSING`, `OBJECT_FORGED`, `ENTRY_DUPLICATE`, `REMOTE_PATH_MISSING`
 */
export function readMirroredRevision(
  world: World,
  { mirror, url, commit: id, path }: MirroredCommit,
): CommittedDirectory {
  const repository: Repository = { gitDirectory: mirror, top: mirror, label: url }
  const prefix = path === '.' ? '' : path
  const { commit, tree } = readSteady(world, repository, { commit: id, prefix })
  if (commit === undefined) {
    throw federationError('OBJECT_MISSING', { directory: url, reason: `there is no object ${id}` })
  }
  if (tree?.type !== 'tree') throw federationError('REMOTE_PATH_MISSING', { url, path, commit: commit.id })
  const source: Source = { directory: mirror, label: path, repository, prefix }
  return { source, repository, revision: parseCommit(commit), treeId: tree.id, workTree: undefined }
}

/** Where commits are that may hold a federation directory, and which of them is looked at. */
export interface CommitPlace {
  readonly source: Source
  readonly repository: Repository
  /** The whole id. */
  readonly head: string
}

/**
 * Finds the commit that HEAD is, whether it holds the federation directory or not; `undefined` outside git, and where nothing
 * is committed yet.
 *
 * @throws as `locateSource` and `runGit`
 */
export function locateHead(world: World, directory: string): CommitPlace | undefined {
  const source = locateSource(world, directory)
  const { repository } = source
  if (repository === undefined) return undefined
  const { commit } = readSteady(world, repository, { commit: 'HEAD', prefix: '' })
  return commit && { source, repository, head: commit.id }
}

/**
 * Reads which tree a commit holds for the federation directory, by one git process; `undefined` where it holds none. Of a work
 * tree nothing is said: it belongs to another commit.
 *
 * @throws as `readMirroredRevision`, but for the missing path
 */
export function readCommittedDirectory(
  world: World,
  { source, repository, head: id }: CommitPlace,
): CommittedDirectory | undefined {
  const { commit, tree } = readSteady(world, repository, { commit: id, prefix: source.prefix })
  if (commit === undefined) {
    throw federationError('OBJECT_MISSING', { directory: repository.label, reason: `there is no object ${id}` })
  }
  if (tree?.type !== 'tree') return undefined
  return { source, repository, revision: parseCommit(commit), treeId: tree.id, workTree: undefined }
}

interface Head {
  readonly commit: GitObject | undefined
  readonly tree: GitObject | undefined
}

/** HEAD is asked before and after the tree: if both answers agree, the tree belongs to that commit. */
function readSteady(
  world: World,
  repository: Repository,
  { commit: name, prefix }: { readonly commit: string; readonly prefix: string },
): Head {
  const paths = [...ancestorsOf(prefix), prefix].map((path) => `${name}:${path}\n`)
  const input = `${name}^{commit}\n${paths.join('')}${name}^{commit}\n`
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const output = askGit(world, repository, { command: 'cat-file', args: ['--batch'], input })
    const [commit, ...trees] = parseObjects(output)
    if (commit?.id !== trees.at(-1)?.id) continue
    assertGenuine([commit, ...trees], repository.label)
    assertNamedOnce(trees.slice(0, -2), prefix)
    return { commit, tree: trees.at(-2) }
  }
  throw federationError('REPOSITORY_UNSTEADY', { directory: repository.label })
}

/** The paths above a path, from the top; none of the top itself. */
function ancestorsOf(path: string): readonly string[] {
  return path === '' ? [] : path.split('/').map((_, index, steps) => steps.slice(0, index).join('/'))
}

/** Of two entries of one name git takes the first; other programs, and so whoever reviewed it, may be shown the other. */
function assertNamedOnce(above: readonly (GitObject | undefined)[], prefix: string): void {
  const steps = prefix.split('/')
  for (const [index, tree] of above.entries()) {
    const name = steps[index] ?? ''
    if (tree !== undefined && findEntries(tree, name).length > 1)
      throw federationError('ENTRY_DUPLICATE', { path: name })
  }
}

/** Reads author, time of commit and subject from a commit; what is not there is absent. */
export function parseCommit({ id, bytes }: GitObject): Revision {
  const text = bytes.toString('utf8')
  const end = text.indexOf('\n\n')
  const header = end === -1 ? text : text.slice(0, end)
  const subject = end === -1 ? '' : parseSubject(text.slice(end))
  const author = /^author (.*?) ?<[^\n]*$/m.exec(header)?.[1] ?? ''
  const seconds = Number(/^committer .*> (\d+) [+-]\d+$/m.exec(header)?.[1])
  return {
    id,
    subject: present(subject),
    author: present(author),
    time: Number.isSafeInteger(seconds * 1000) ? seconds * 1000 : undefined,
  }
}

/** Anybody may write megabytes there. */
function present(text: string): string | undefined {
  return text === '' ? undefined : text.slice(0, MAX_SUBJECT)
}

/** The first paragraph in one line, as git itself shows it. */
function parseSubject(message: string): string {
  const lines = message.slice(0, MAX_SUBJECT).trim().split('\n')
  const end = lines.findIndex((line) => line.trim() === '')
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.trim())
    .join(' ')
}
