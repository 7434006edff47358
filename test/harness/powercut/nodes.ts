import { Buffer } from 'node:buffer'

/*
 * What a disk keeps of a file or a directory when the power goes.
 *
 * A file: each sector of 512 bytes shows, for itself, any version that it has had since the last fsync, and the size is
 * any that the file has had since; what was not written within it reads as zeros. Sectors are what a disk writes whole;
 * nothing orders them but a flush, which is what fsync waits for.
 *
 * A directory: its operations since its last fsync are kept up to one of them, each directory for itself. A journaling
 * file system (ext4, XFS, btrfs) commits them in order, so that no later one outlives an earlier one; that directories
 * are independent of each other is harsher than such a journal, which orders them all. An fsync of a file promises
 * nothing about its name (POSIX; ext4 and XFS happen to keep it), and one of the directory nothing about the content.
 */

/** Gives numbers from 0 to 1. */
export type Chance = () => number

/** What every file and directory has. */
interface Common {
  readonly inode: bigint
  readonly mode: number
  /** Nanoseconds since the epoch. */
  time: bigint
}

/** A file of the model. */
export interface FileNode extends Common {
  readonly kind: 'file'
  links: number
  /** At least as long as the file, zeros behind its end. */
  bytes: Buffer
  size: number
  /** Every version since the last fsync of each sector that was written since, the durable one first. */
  readonly unsynced: Map<number, Buffer[]>
  /** Every size since the last fsync, the durable one first. */
  sizes: number[]
}

/** A directory of the model. */
export interface DirectoryNode extends Common {
  readonly kind: 'directory'
  readonly entries: Map<string, ModelNode>
  readonly durable: Map<string, ModelNode>
  /** What was done since the last fsync, in order. */
  readonly unsynced: Operation[]
}

/** Either of them. */
export type ModelNode = FileNode | DirectoryNode

/** One operation on a directory: what each name stands for afterwards. A rename is one that changes two. */
export type Operation = readonly (readonly [name: string, node: ModelNode | undefined])[]

const SECTOR = 512

/** Makes an empty file. */
export function makeFile(common: Common): FileNode {
  return { ...common, kind: 'file', links: 0, bytes: Buffer.alloc(0), size: 0, unsynced: new Map(), sizes: [0] }
}

/** Makes an empty directory. */
export function makeDirectory(common: Common): DirectoryNode {
  return { ...common, kind: 'directory', entries: new Map(), durable: new Map(), unsynced: [] }
}

/** Writes into a file, and remembers what the sectors were. */
export function writeInto(file: FileNode, bytes: Uint8Array, position: number): void {
  if (bytes.length === 0) return
  const end = position + bytes.length
  const [first, last] = [Math.floor(position / SECTOR), Math.ceil(end / SECTOR)]
  reserve(file, last * SECTOR)
  for (let sector = first; sector < last; sector += 1) {
    if (!file.unsynced.has(sector)) file.unsynced.set(sector, [copySector(file, sector)])
  }
  file.bytes.set(bytes, position)
  for (let sector = first; sector < last; sector += 1) file.unsynced.get(sector)?.push(copySector(file, sector))
  file.size = Math.max(file.size, end)
  if (file.sizes.at(-1) !== file.size) file.sizes.push(file.size)
}

/** Makes a file's content durable, and nothing else of it. */
export function syncFile(file: FileNode): void {
  file.unsynced.clear()
  file.sizes = [file.size]
}

/** Changes the entries of a directory, as one operation. */
export function changeDirectory(directory: DirectoryNode, operation: Operation): void {
  perform(directory.entries, operation)
  directory.unsynced.push(operation)
}

/** Makes the entries of a directory durable. */
export function syncDirectory(directory: DirectoryNode): void {
  for (const operation of directory.unsynced) perform(directory.durable, operation)
  directory.unsynced.length = 0
}

/** Takes the power away: what can be reached from a directory becomes what its disk has kept. */
export function cutPower(root: DirectoryNode, chance: Chance): void {
  const cut = new Set<ModelNode>()
  const visit = (node: ModelNode): void => {
    if (!cut.has(node)) loseSome(node, chance)
    cut.add(node)
    if (node.kind === 'directory') node.entries.forEach(visit)
    else node.links += 1
  }
  visit(root)
}

/** Copies a directory with all that is in it, as it is long after: nothing is left that a power cut could take. */
export function copySettled(root: DirectoryNode): DirectoryNode {
  const directory = makeDirectory(root)
  for (const [name, node] of root.entries) {
    const copy = node.kind === 'directory' ? copySettled(node) : copyFile(node)
    directory.entries.set(name, copy)
    directory.durable.set(name, copy)
  }
  return directory
}

function loseSome(node: ModelNode, chance: Chance): void {
  const choice = makeChoice(chance)
  if (node.kind === 'file') loseSectors(node, choice)
  else loseOperations(node, choice)
}

function loseSectors(file: FileNode, choice: Chance): void {
  file.links = 0
  for (const [sector, versions] of file.unsynced) file.bytes.set(choose(versions, choice), sector * SECTOR)
  file.size = choose(file.sizes, choice)
  file.bytes.fill(0, file.size)
  syncFile(file)
}

function loseOperations(directory: DirectoryNode, choice: Chance): void {
  const kept = Math.floor(choice() * (directory.unsynced.length + 1))
  for (const operation of directory.unsynced.slice(0, kept)) perform(directory.durable, operation)
  directory.unsynced.length = 0
  directory.entries.clear()
  for (const [name, node] of directory.durable) directory.entries.set(name, node)
}

/** Nothing is kept of a file, or everything, or each part by chance: mixtures alone would be too kind to some faults. */
function makeChoice(chance: Chance): Chance {
  const kind = chance()
  if (kind < 0.15) return () => 0
  return kind < 0.35 ? () => 1 - Number.EPSILON : chance
}

function choose<T>(versions: readonly T[], choice: Chance): T {
  const version = versions[Math.floor(choice() * versions.length)]
  if (version === undefined) throw new Error('There is always a durable version.')
  return version
}

function perform(entries: Map<string, ModelNode>, operation: Operation): void {
  for (const [name, node] of operation) {
    if (node === undefined) entries.delete(name)
    else entries.set(name, node)
  }
}

function copyFile(file: FileNode): FileNode {
  if (file.links !== 1) throw new Error('The model copies no file with several names.')
  return { ...makeFile(file), links: 1, bytes: Buffer.from(file.bytes), size: file.size, sizes: [file.size] }
}

function copySector({ bytes }: FileNode, sector: number): Buffer {
  return Buffer.from(bytes.subarray(sector * SECTOR, (sector + 1) * SECTOR))
}

function reserve(file: FileNode, length: number): void {
  if (file.bytes.length >= length) return
  const grown = Buffer.alloc(2 * length)
  grown.set(file.bytes)
  file.bytes = grown
}
