import { federationError } from '../../errors.ts'

const MAX_ENTRIES = 25_000
const MAX_DEPTH = 4
const MAX_PATH_BYTES = 1024
const MAX_TOTAL_BYTES = 64 * 1024 * 1024

const MANIFEST_BYTES = 4 * 1024 * 1024
const PARTY_BYTES = 64 * 1024
const OTHER_BYTES = 1024 * 1024

/** Tells how many bytes a file may have to be read at all, by its path below the federation directory. */
export function readLimit(path: string): number {
  if (/^federation\.ya?ml$/.test(path)) return MANIFEST_BYTES
  return /^parties\/[^/]+\.ya?ml$/.test(path) ? PARTY_BYTES : OTHER_BYTES
}

/**
 * Makes the function that every entry is counted with, with the bytes that will be read of it.
 *
 * @throws `SOURCE_TOO_BIG`, from the function made
 */
export function makeBudget(directory: string): (path: string, bytes: number) => void {
  let entries = 0
  let total = 0
  return (path, bytes) => {
    entries += 1
    total += bytes
    if (entries > MAX_ENTRIES) throw federationError('SOURCE_TOO_BIG', { directory, limit: 'entries' })
    if (path.split('/').length > MAX_DEPTH) throw federationError('SOURCE_TOO_BIG', { directory, limit: 'depth' })
    if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw federationError('SOURCE_TOO_BIG', { directory, limit: 'path' })
    if (total > MAX_TOTAL_BYTES) throw federationError('SOURCE_TOO_BIG', { directory, limit: 'bytes' })
  }
}
