import { basename, dirname } from 'node:path'
import type { Component } from '../../domain/component.ts'
import type { ProblemCode, ProblemFacts } from '../../domain/problem.ts'
import { federationError, type FederationError } from '../../errors.ts'
import { describeSystemError, isSystemError } from '../world/fault.ts'
import type { FileStatus, FileSystem } from '../world/file-system.ts'

const MEGABYTE = 1_048_576
/** Larger ones are not read, in bytes. */
export const LARGEST_REGISTRY: number = 64 * MEGABYTE
const WRITABLE_BY_ALL = 0o002

/**
 * Makes sure that what lies where the registry should be is one; `undefined` where nothing does and nothing may. An
 * absent registry counts as empty only if its directory holds none of another id: else the id is probably wrong.
 *
 * @throws the REGISTRY_… faults of a file, but none of its content
 */
export function checkRegistryFile(files: FileSystem, component: Component): FileStatus | undefined {
  const { registryFile: file } = component
  const status = callSystem(file, () => files.lstat(file))
  if (status === undefined) checkAbsence(files, component)
  else checkStatus(file, status)
  return status
}

/** Words a fault of the registry file with its place. */
export function registryError<Code extends ProblemCode & `REGISTRY_${string}`>(
  code: Code,
  file: string,
  context: { readonly facts: ProblemFacts[Code]; readonly cause?: unknown },
): FederationError {
  return federationError(code, context.facts, { place: { file }, cause: context.cause })
}

/** Calls the system about the registry; what it complains about is REGISTRY_UNREADABLE. */
export function callSystem<T>(file: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw registryError('REGISTRY_UNREADABLE', file, {
      facts: { file, reason: describeSystemError(error) },
      cause: error,
    })
  }
}

function checkStatus(file: string, { kind, links, size, mode }: FileStatus): void {
  if (kind === 'symlink') throw registryError('REGISTRY_SYMLINK', file, { facts: { file } })
  if (kind !== 'file') throw registryError('REGISTRY_NOT_FILE', file, { facts: { file } })
  if (links > 1) throw registryError('REGISTRY_LINKED', file, { facts: { file, links } })
  const megabytes = Math.ceil(size / MEGABYTE)
  if (size > LARGEST_REGISTRY) throw registryError('REGISTRY_TOO_BIG', file, { facts: { file, megabytes } })
  if ((mode & WRITABLE_BY_ALL) !== 0) throw registryError('REGISTRY_WORLD_WRITABLE', file, { facts: { file } })
}

function checkAbsence(files: FileSystem, { registryFile: file, siblingRegistries }: Component): void {
  const directory = dirname(file)
  const status = callSystem(file, () => files.stat(directory))
  if (status?.kind !== 'directory') throw registryError('REGISTRY_DIRECTORY_MISSING', file, { facts: { file } })
  const siblings = siblingRegistries.filter((path) => dirname(path) === directory).map((path) => basename(path))
  const others = callSystem(file, () => files.list(directory)).filter((name) => /^db_.*\.json$/.test(name))
  const strange = others.filter((name) => !siblings.includes(name) && name !== basename(file))
  if (strange.length > 0) throw registryError('REGISTRY_ID_MISMATCH', file, { facts: { file, others: strange } })
}
