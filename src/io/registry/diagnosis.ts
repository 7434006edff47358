import { Buffer } from 'node:buffer'
import type { Content } from './sighting.ts'

/**
 * What became of a write of the registry.
 *
 * @remarks `torn` and `overrun` are ours to mend; "does it parse?" is not asked first, since a mixture of old and new
 * bytes can be valid JSON with wrong values.
 */
export type Diagnosis = 'written' | 'untouched' | 'torn' | 'overrun' | 'changed-since' | 'damaged'

interface Images {
  readonly before: Buffer
  readonly after: Buffer
}

const SPACE = 0x20
/** What a sector holds that was never written. No JSON holds that byte. */
const LOST = 0
const EMPTY_OBJECT = Buffer.from('{}')

/** Compares what a registry holds with what a write of it intended. */
export function diagnose({ bytes, scan }: Content, { before, after }: Images): Diagnosis {
  if (bytes.equals(after)) return 'written'
  if (isUntouched(bytes, before)) return 'untouched'
  if (isMixture(bytes, { before, after }) || isCutAndReserved(bytes, before)) return 'torn'
  if (scan.kind === 'image') return 'changed-since'
  return startsWith(bytes, after) ? 'overrun' : 'damaged'
}

/** The bytes of a registry once room for a new image is reserved: the same with spaces behind, and valid JSON. */
export function reservedImage(before: Buffer, length: number): Buffer {
  const start = before.length === 0 ? EMPTY_OBJECT : before
  return padded(start, length)
}

/** Fills up with spaces, never cuts. */
export function padded(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length), SPACE)])
}

/** Tells whether bytes begin with others. */
export function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.length >= prefix.length && bytes.subarray(0, prefix.length).equals(prefix)
}

/** Tells whether bytes are those of before, save for the room that was reserved behind them. */
export function isUntouched(bytes: Buffer, before: Buffer): boolean {
  if (before.length === 0) return bytes.length === 0 || trimmed(bytes).equals(EMPTY_OBJECT)
  return trimmed(bytes).equals(trimmed(before))
}

/** Without the spaces at its end, of which a registry may have any number. */
export function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === SPACE) end -= 1
  return bytes.subarray(0, end)
}

/** Tells whether bytes are what is left of an image: a live writer cut its end off, or a power cut lost a part. */
export function isRemnant(bytes: Buffer, image: Buffer): boolean {
  if (startsWith(image, bytes) || isCutAndReserved(bytes, image)) return true
  return bytes.length <= image.length && bytes.every((byte, index) => byte === image[index] || byte === LOST)
}

/** The end was cut off just before room was reserved (step 7): the spaces stand behind what is left, and nobody else adds any. */
function isCutAndReserved(bytes: Buffer, image: Buffer): boolean {
  const left = trimmed(bytes)
  return left.length > 0 && left.length < Math.min(bytes.length, trimmed(image).length) && startsWith(image, left)
}

/** Every byte is one of the two at its place; or a live writer cut the end off, or a power cut lost what was appended. */
function isMixture(bytes: Buffer, { before, after }: Images): boolean {
  const old = reservedImage(before, after.length)
  if (bytes.length === 0 || bytes.length > after.length) return false
  return bytes.every(
    (byte, index) => byte === after[index] || byte === old[index] || (byte === LOST && index >= before.length),
  )
}
