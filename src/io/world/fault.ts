import { FederationError, federationError } from '../../errors.ts'

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would become too large',
  EIO: 'the disk reported an error',
  EMFILE: 'too many files are open',
  ENODEV: 'it is no plain file',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no directory',
  EOVERFLOW: 'it is too large',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is mounted read-only',
}

/** An error that the operating system gave. */
export interface SystemError extends Error {
  readonly code: string
  readonly syscall: string
}

/** Tells whether an error came from a system call, and not from a defect of ours. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}

/** Tells whether a system call failed with one of these codes. */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code)
}

/** Says in words what a system call complained about, for example `the disk is full (ENOSPC, write)`. */
export function describeSystemError(error: SystemError): string {
  return `${WORDS[error.code] ?? 'the system refused'} (${error.code}, ${error.syscall})`
}

/** Words what the system complained about while a file of ours was written; any other error stays what it is. */
export function asNotWritten(file: string, error: unknown): Error {
  if (isSystemError(error)) {
    const facts = { file, reason: describeSystemError(error) }
    return federationError('STATE_NOT_WRITTEN', facts, { place: { file }, cause: error })
  }
  return error instanceof Error ? error : new Error(String(error))
}

/** Says of anything that was thrown what it is, where that is told beside a pass that has ended, and must not undo it. */
export function describeFault(error: unknown): string {
  if (error instanceof FederationError) return error.problems[0]?.message ?? error.message
  if (isSystemError(error)) return describeSystemError(error)
  return error instanceof Error ? error.message : String(error)
}
