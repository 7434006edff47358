import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { InventoryEntry } from '../../domain/inventory.ts'
import { parseEntry } from './inventory-format.ts'
import { countOf, isObject, listOf, parseObject, textOf, type JsonObject } from './json.ts'

/*
 * The journal says what a write of the registry intends, whole and checked, before the first byte of the registry
 * changes: one line with the hash of the header, the header as JSON, then the bytes before and after.
 */

/** What is to be remembered of one change once its row is in the registry. */
export interface JournalChange {
  readonly partyId: string
  /** The inventory entry afterwards; absent where the change deletes. */
  readonly entry: InventoryEntry | undefined
  /** The line of the audit log, without its end. */
  readonly auditLine: string
}

/** What a write of the registry intends. */
export interface Journal {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Device and inode of the registry. */
  readonly identity: string
  readonly before: Buffer
  readonly after: Buffer
  readonly changes: readonly JournalChange[]
  /** Lines of the audit log that belong to no change, without their ends. */
  readonly records: readonly string[]
  /** Whether Fed-BioMed's own command writes, which may outlive us, and `after` is what it is expected to write. */
  readonly isByCommand?: boolean
}

const SCHEMA_VERSION = 1
const NEWLINE = 0x0a

/** Writes a journal as the parts of its file. */
export function encodeJournal(journal: Journal): readonly Uint8Array[] {
  const { time, identity, before, after, changes, records, isByCommand } = journal
  const header = JSON.stringify({
    schemaVersion: SCHEMA_VERSION,
    time,
    identity,
    before: describePart(before),
    after: describePart(after),
    changes,
    records,
    isByCommand,
  })
  return [Buffer.from(`${hash(header)}\n${header}\n`), before, after]
}

/** Reads a journal; `damaged` where it is not, to the last byte, what was written. */
export function decodeJournal(bytes: Buffer): Journal | 'damaged' | 'newer' {
  const hashEnd = bytes.indexOf(NEWLINE)
  const headerEnd = bytes.indexOf(NEWLINE, hashEnd + 1)
  if (hashEnd === -1 || headerEnd === -1) return 'damaged'
  const text = bytes.toString('utf8', hashEnd + 1, headerEnd)
  const header = parseObject(text)
  if (header === undefined || hash(text) !== bytes.toString('latin1', 0, hashEnd)) return 'damaged'
  if ((countOf(header, 'schemaVersion') ?? 0) > SCHEMA_VERSION) return 'newer'
  return decodeParts(header, bytes.subarray(headerEnd + 1)) ?? 'damaged'
}

function decodeParts(header: JsonObject, parts: Buffer): Journal | undefined {
  const images = decodeImages(header, parts)
  const changes = listOf(header['changes'], decodeChange)
  // Journals of earlier versions have none.
  const records = listOf(header['records'] ?? [], (line) => (typeof line === 'string' ? line : undefined))
  const time = countOf(header, 'time')
  const identity = textOf(header, 'identity')
  if (images === undefined || changes === undefined || records === undefined) return undefined
  if (time === undefined || identity === undefined) return undefined
  const journal = { time, identity, ...images, changes, records }
  return header['isByCommand'] === true ? { ...journal, isByCommand: true } : journal
}

function decodeImages(header: JsonObject, parts: Buffer): Pick<Journal, 'before' | 'after'> | undefined {
  const before = decodePart(header['before'], parts)
  const after = decodePart(header['after'], parts.subarray(before?.length ?? 0))
  if (before === undefined || after === undefined) return undefined
  return parts.length === before.length + after.length ? { before, after } : undefined
}

function decodePart(description: unknown, bytes: Buffer): Buffer | undefined {
  if (!isObject(description)) return undefined
  const part = bytes.subarray(0, countOf(description, 'length') ?? 0)
  return hash(part) === description['sha256'] ? part : undefined
}

function decodeChange(value: unknown): JournalChange | undefined {
  if (!isObject(value)) return undefined
  const partyId = textOf(value, 'partyId')
  const auditLine = textOf(value, 'auditLine')
  const entry = parseEntry(value['entry'])
  if (partyId === undefined || auditLine === undefined) return undefined
  return entry === undefined && value['entry'] !== undefined ? undefined : { partyId, entry, auditLine }
}

function describePart(bytes: Buffer): { readonly length: number; readonly sha256: string } {
  return { length: bytes.length, sha256: hash(bytes) }
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
