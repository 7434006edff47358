import { basename, dirname, join, resolve } from 'node:path'
import { FederationError, federationError } from '../../errors.ts'
import { isResult, LONGEST_MARK } from './result-marks.ts'
import type { World } from './world.ts'
import { unwatched } from './write-watch.ts'

/** What kind of file is replaced by its like, and by nothing else. */
export interface ReplacedKind {
  /** Tells from how a file begins whether it is one: only then is it known to be ours. */
  readonly isOne: (start: string) => boolean
  /** What is said of any other. */
  readonly objection: string
}

const RESULT: ReplacedKind = { isOne: isResult, objection: 'it is no result of an earlier run' }

/** Names by which a component or a federation finds its own files. */
const RESERVED_NAMES = /^(?:db_.*\.json|federation\.ya?ml|.*\.(?:pem|key|ini))$/i

/** A file that the operator named for the result, with whatever else is to be known of it. */
interface ResultFile {
  readonly file: string
}

type Opened<File> = File & { readonly write: (text: string) => void }

/**
 * Gives the body a way to write its result into each of the files that the operator named, as a whole, once the body has it.
 *
 * @remarks What would hinder that is found before the body runs, so that no pass is lost for its result.
 * @throws `OUTPUT_REFUSED` (64), `OUTPUT_UNWRITABLE`
 */
export async function withResultFiles<File extends ResultFile, T>(
  world: World,
  files: readonly File[],
  body: (opened: readonly Opened<File>[]) => Promise<T>,
): Promise<T> {
  const [first, ...others] = files
  if (first === undefined) return body([])
  const isTwice = others.some(({ file }) => resolve(world.cwd, file) === resolve(world.cwd, first.file))
  if (isTwice) throw federationError('OUTPUT_REFUSED', { file: first.file, reason: 'it is named twice' })
  return withResultFile(world, first.file, (write) =>
    withResultFiles(world, others, (opened) => body([{ ...first, write }, ...opened])),
  )
}

async function withResultFile<T>(
  world: World,
  file: string,
  body: (write: (text: string) => void) => Promise<T>,
): Promise<T> {
  const target = attempt(world, file, () => openTarget(world, file, RESULT))
  const state = { renamed: false }
  try {
    return await body((text) => {
      put(world, file, { target, text })
      state.renamed = true
    })
  } finally {
    close(world, target, state.renamed)
  }
}

/**
 * Writes a file that the operator named, as a whole: a new one, or in the place of one of its kind.
 *
 * @throws `OUTPUT_REFUSED`, `OUTPUT_UNWRITABLE`
 */
export function replaceResultFile(
  world: World,
  file: string,
  { text, kind }: { readonly text: string; readonly kind: ReplacedKind },
): void {
  const target = attempt(world, file, () => openTarget(world, file, kind))
  let renamed = false
  try {
    put(world, file, { target, text })
    renamed = true
  } finally {
    close(world, target, renamed)
  }
}

function put(world: World, file: string, { target, text }: { readonly target: Target; readonly text: string }): void {
  attempt(world, file, () => {
    writeWhole(world, target, text)
    replace(world, file, target)
  })
}

function close(world: World, target: Target, isRenamed: boolean): void {
  world.files.close(target.descriptor)
  if (!isRenamed) discard(world, target)
}

interface Target {
  readonly kind: ReplacedKind
  readonly path: string
  readonly temporary: string
  readonly descriptor: number
}

function openTarget(world: World, file: string, kind: ReplacedKind): Target {
  const given = resolve(world.cwd, file)
  const path = join(world.files.realpath(dirname(given)), basename(given))
  const objection = findObjection(world, { path, kind })
  if (objection !== undefined) throw federationError('OUTPUT_REFUSED', { file, reason: objection })
  const temporary = `${path}.${Math.floor(world.random() * 2 ** 48).toString(36)}.tmp`
  return { kind, path, temporary, descriptor: unwatched(world.files).open(temporary, 'create', 0o644) }
}

function findObjection(world: World, { path, kind }: Pick<Target, 'path' | 'kind'>): string | undefined {
  if (RESERVED_NAMES.test(basename(path))) return 'that name belongs to a component or a federation'
  if (isInStateDirectory(world, dirname(path))) return 'it lies in a state directory'
  const status = world.files.lstat(path)
  if (status === undefined) return undefined
  if (status.kind !== 'file') return 'it is no regular file'
  if (status.links !== 1) return 'it has more than one name (hard links)'
  return status.size === 0 || kind.isOne(readStart(world, path)) ? undefined : kind.objection
}

/** A checkout of fbm-gitops has the same name as the state directory, but no registry beside it. */
function isInStateDirectory(world: World, directory: string): boolean {
  const parent = dirname(directory)
  if (parent === directory) return false
  const isOne =
    basename(directory) === 'fbm-gitops' && world.files.list(parent).some((name) => /^db_.*\.json$/i.test(name))
  return isOne || isInStateDirectory(world, parent)
}

function readStart({ files }: World, path: string): string {
  const descriptor = files.open(path, 'readonly')
  try {
    const start = Buffer.alloc(LONGEST_MARK)
    return start.subarray(0, files.read(descriptor, start, 0)).toString('utf8')
  } finally {
    files.close(descriptor)
  }
}

function writeWhole(world: World, { descriptor }: Target, text: string): void {
  const files = unwatched(world.files)
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) written += files.pwrite(descriptor, bytes.subarray(written), written)
}

/** Looks again: the command itself, or somebody else, may have made a file of that name meanwhile. */
function replace(world: World, file: string, { kind, path, temporary }: Target): void {
  const reason = findObjection(world, { path, kind })
  if (reason !== undefined) throw federationError('OUTPUT_UNWRITABLE', { file, reason })
  world.files.rename(temporary, path)
}

function discard({ files }: World, { temporary }: Target): void {
  try {
    unwatched(files).unlink(temporary)
  } catch {
    // Why there is no result is what matters, and that is being thrown already.
  }
}

/** Says of a fault of the file system which file it concerns. What was written of it nobody knows then. */
function attempt<T>({ writes }: World, file: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    writes.note()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw federationError('OUTPUT_UNWRITABLE', { file, reason }, { cause })
  }
}
