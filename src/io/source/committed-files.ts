import { makeProblem, type Problem } from '../../domain/problem.ts'
import { namePath, type SnapshotFile } from '../../domain/snapshot.ts'
import { federationError } from '../../errors.ts'
import type { World } from '../world/world.ts'
import { assertGenuine, parseObjects } from './git-objects.ts'
import { askGit } from './git.ts'
import type { CommittedDirectory } from './revision.ts'
import { makeBudget, readLimit } from './source-limits.ts'

/** The files of a federation directory, and what was found while reading them. */
export interface Listing {
  readonly files: readonly SnapshotFile[]
  readonly problems: readonly Problem[]
}

interface TreeEntry {
  /** Six octal digits. */
  readonly mode: string
  readonly type: string
  readonly id: string
  readonly size: number
  readonly path: string
  readonly isUtf8: boolean
}

const SYMLINK = '120000'
const EXECUTABLE = '100755'

/** The 64 MiB of contents that a budget allows, and room for the headers. */
const MAX_BATCH_BYTES = 68 * 1024 * 1024

/**
 * Reads the files of a committed federation directory by two git processes; sizes are known before anything is read.
 *
 * @throws `SOURCE_TOO_BIG`, `OBJECT_MISSING`, `OBJECT_FORGED`, and as `runGit`
 */
export function readCommittedFiles(world: World, committed: CommittedDirectory): Listing {
  const { label } = committed.source
  const args = ['-r', '-t', '-z', '--long', '--full-tree', committed.treeId]
  const entries = parseTree(askGit(world, committed.repository, { command: 'ls-tree', args }))
  // Git writes BAD in place of the size of an object that it cannot read.
  const lost = entries.find(({ size }) => Number.isNaN(size))
  if (lost !== undefined) throw lostObject(label, lost.id)
  const spend = makeBudget(label)
  for (const entry of entries) spend(entry.path, isWanted(entry) ? entry.size : 0)
  const blobs = readBlobs(world, committed, entries)
  const leaves = entries.filter(({ type }) => type !== 'tree')
  return {
    files: dropRepeated(leaves).map((entry) => toFile(entry, isWanted(entry) ? blobs.get(entry.id) : undefined)),
    problems: judgeNames(entries, label),
  }
}

/** A line is `MODE TYPE ID SIZE`, a tab and the path, ended by NUL; names may hold anything else. */
function parseTree(output: Buffer): readonly TreeEntry[] {
  const entries: TreeEntry[] = []
  for (let from = 0, end = output.indexOf(0); end !== -1; from = end + 1, end = output.indexOf(0, from)) {
    const tab = output.indexOf(0x09, from)
    const [mode = '', type = '', id = '', size = ''] = output.toString('latin1', from, tab).split(/ +/)
    entries.push({
      mode,
      type,
      id,
      size: size === '-' ? 0 : Number(size),
      ...decodeName(output.subarray(tab + 1, end)),
    })
  }
  return entries
}

function isWanted({ type, mode, size, path }: TreeEntry): boolean {
  return type === 'blob' && mode !== SYMLINK && size <= readLimit(path)
}

/** Decodes a name; bytes that are not UTF-8 are shown as `\\xNN`. */
export function decodeName(bytes: Buffer): { readonly path: string; readonly isUtf8: boolean } {
  const path = bytes.toString('utf8')
  if (Buffer.from(path, 'utf8').equals(bytes)) return { path, isUtf8: true }
  const escaped = bytes.toString('latin1').replaceAll(/[\u0080-\u00ff]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16)}`
  })
  return { path: escaped, isUtf8: false }
}

/** Reads each blob once, however many paths name it, and the trees as well: that the entries are theirs is proven, too. */
function readBlobs(
  world: World,
  committed: CommittedDirectory,
  entries: readonly TreeEntry[],
): ReadonlyMap<string, Uint8Array> {
  const wanted = entries.filter((entry) => entry.type === 'tree' || isWanted(entry))
  const ids = [...new Set([committed.treeId, ...wanted.map(({ id }) => id)])]
  const call = {
    command: 'cat-file',
    args: ['--batch', '--buffer'],
    input: `${ids.join('\n')}\n`,
    maxBytes: MAX_BATCH_BYTES,
  } as const
  const objects = parseObjects(askGit(world, committed.repository, call))
  assertGenuine(objects, committed.source.label)
  const found = new Map(objects.flatMap((object) => (object === undefined ? [] : [[object.id, object] as const])))
  const lost = wanted.find(({ id, type }) => found.get(id)?.type !== type)
  if (lost === undefined) return new Map([...found].map(([id, { bytes }]) => [id, bytes]))
  throw lostObject(committed.source.label, lost.id)
}

function lostObject(directory: string, id: string): Error {
  return federationError('OBJECT_MISSING', { directory, reason: `there is no object ${id}` })
}

function toFile({ path, mode, type, id, size }: TreeEntry, bytes: Uint8Array | undefined): SnapshotFile {
  return { path, kind: kindOf(mode, type), executable: mode === EXECUTABLE, size, bytes, blob: id }
}

function kindOf(mode: string, type: string): SnapshotFile['kind'] {
  if (type === 'commit') return 'gitlink'
  if (mode === SYMLINK) return 'symlink'
  return type === 'blob' ? 'file' : 'other'
}

function dropRepeated(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()]
}

function judgeNames(entries: readonly TreeEntry[], label: string): readonly Problem[] {
  const seen = new Set<string>()
  const problems: Problem[] = []
  for (const { path, isUtf8 } of entries) {
    const file = namePath(label, path)
    if (!isUtf8) problems.push(makeProblem('ENTRY_NAME_NOT_UTF8', { file }, { path }))
    if (seen.has(path)) problems.push(makeProblem('ENTRY_DUPLICATE', { file }, { path }))
    seen.add(path)
  }
  return problems
}
