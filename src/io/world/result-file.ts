import { basename, dirname, join, resolve } from 'node:path'
import { FederationError, federationError } from '../../errors.ts'
import type { World } from './world.ts'
import { unwatched } from './write-watch.ts'

/** What kind of file is replaced by its like, and by nothing else. */
export interface ReplacedKind {
  /** How every such file begins: only then is it known to be ours. */
  readonly start: string
  /** What is said of one that begins otherwise. */
  readonly objection: string
}

const JSON_RESULT: ReplacedKind = {
  start: '{\n  "schemaVersion": 1,\n  "command": "',
  objection: 'it is no JSON result of an earlier run',
}

/** Names by which a component or a federation finds its own files. */
const RESERVED_NAMES = /^(?:db_.*\.json|federation\.ya?ml|.*\.(?:pem|key|ini))$/i

/**
 * Gives the body a way to write its result into the file that the operator named, as a whole, once the body has it.
 *
 * @remarks What would hinder that is found before the body runs, so that no pass is lost for its result.
 * @throws `OUTPUT_REFUSED` (64), `OUTPUT_UNWRITABLE`
 */
export async function withResultFile<T>(
  world: World,
  file: string,
  body: (write: (text: string) => void) => Promise<T>,
): Promise<T> {
  const target = attempt(world, file, () => openTarget(world, file, JSON_RESULT))
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
  return status.size === 0 || startsAs(world, path, kind.start) ? undefined : kind.objection
}

/** A checkout of fbm-gitops has the same name as the state directory, but no registry beside it. */
function isInStateDirectory(world: World, directory: string): boolean {
  const parent = dirname(directory)
  if (parent === directory) return false
  const isOne =
    basename(directory) === 'fbm-gitops' && world.files.list(parent).some((name) => /^db_.*\.json$/i.test(name))
  return isOne || isInStateDirectory(world, parent)
}

function startsAs({ files }: World, path: string, expected: string): boolean {
  const descriptor = files.open(path, 'readonly')
  try {
    const start = Buffer.alloc(expected.length)
    return files.read(descriptor, start, 0) === start.length && start.toString('latin1') === expected
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
