import { Buffer, isUtf8 } from 'node:buffer'
import { makeProblem, type Place, type Problem } from '../../domain/problem.ts'
import type { ScanFacts, ScanFaultCode } from '../../domain/problems/registry.ts'
import { OPENING_BRACE, skipSpace, skipValue, TOO_DEEP, type Span } from './json.ts'
import { outlineRegistry, type Outline, type RegistryRow, type RowOutline } from './outline.ts'
import { describeValue } from './value.ts'

/** Where a further member of an object goes, and what must stand before and behind it. */
export interface InsertionPoint {
  readonly at: number
  readonly before: string
  readonly after: string
}

/** The table `Certificates`: its span is that of the object, with its braces. */
export interface RegistryTable extends Span {
  readonly rows: readonly RegistryRow[]
}

/** Where everything lies in a registry that was scanned as a whole. Nothing in it is a copy: the bytes must not change. */
export interface RegistryImage {
  readonly kind: 'image'
  readonly bytes: Buffer
  /** The offset behind the last brace; only white space follows. */
  readonly end: number
  /** Absent where the registry has no such table, or no byte at all. */
  readonly table: RegistryTable | undefined
  /** The names of all other tables, decoded, in the order of the file. */
  readonly otherTables: readonly string[]
  /** Where a table that is missing goes. */
  readonly insertion: InsertionPoint
}

/** Why bytes are no registry that can be read as a whole. */
export interface ScanFault extends ScanFacts {
  readonly kind: 'fault'
  readonly code: ScanFaultCode
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff')
const DOCUMENT_ID = /^(?:0|[1-9][0-9]*)$/

/**
 * Finds the table of registrations and its rows in the bytes of a registry. The whole file is judged: what Python's
 * `json.load` refuses is a fault here, and so is a table that two readers could understand differently.
 */
export function scanRegistry(bytes: Uint8Array): RegistryImage | ScanFault {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length === 0) return makeEmptyImage(buffer)
  const encodingFault = findEncodingFault(buffer)
  if (encodingFault !== undefined) return encodingFault
  const start = skipSpace(buffer, 0)
  if (buffer[start] !== OPENING_BRACE) return judgeOtherValue(buffer, start)
  const outline = outlineRegistry(buffer, start)
  return findTornFault(buffer, outline.end) ?? makeImage(buffer, start, outline)
}

/** Words a fault as a problem at its place, for example `{ file }`. */
export function describeFault(fault: ScanFault, place: Place): Problem {
  return makeProblem(fault.code, place, { ...fault, file: place.file ?? 'REGISTRY' })
}

/** Finds where a member is added to an object: behind its last member, or just inside its opening brace. */
export function insertionBehind(lastMemberEnd: number | undefined, objectStart: number): InsertionPoint {
  if (lastMemberEnd === undefined) return { at: objectStart + 1, before: '', after: '' }
  return { at: lastMemberEnd, before: ', ', after: '' }
}

function makeEmptyImage(bytes: Buffer): RegistryImage {
  const insertion: InsertionPoint = { at: 0, before: '{', after: '}' }
  return { kind: 'image', bytes, end: 0, table: undefined, otherTables: [], insertion }
}

function findEncodingFault(bytes: Buffer): ScanFault | undefined {
  if (bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK))
    return makeFault('REGISTRY_ENCODING', bytes, { offset: 0 })
  if (isUtf8(bytes)) return undefined
  const repaired = Buffer.from(bytes.toString('utf8'))
  return makeFault('REGISTRY_ENCODING', bytes, { offset: findDifference(bytes, repaired) })
}

function findDifference(a: Uint8Array, b: Uint8Array): number {
  const different = a.findIndex((byte, offset) => byte !== b[offset])
  return different === -1 ? a.length : different
}

function judgeOtherValue(bytes: Buffer, start: number): ScanFault {
  const torn = findTornFault(bytes, skipValue(bytes, start))
  return torn ?? makeFault('REGISTRY_NOT_OBJECT', bytes, { offset: start, found: describeValue(bytes, start) })
}

function findTornFault(bytes: Buffer, end: number): ScanFault | undefined {
  if (end === TOO_DEEP) return makeFault('REGISTRY_TOO_DEEP', bytes, { offset: 0 })
  if (end < 0) return makeFault('REGISTRY_TORN', bytes, { offset: ~end })
  const tail = skipSpace(bytes, end)
  return tail === bytes.length ? undefined : makeFault('REGISTRY_TAIL', bytes, { offset: tail })
}

function makeImage(bytes: Buffer, start: number, outline: Outline): RegistryImage | ScanFault {
  const table = makeTable(bytes, outline)
  if (table !== undefined && 'kind' in table) return table
  const insertion = insertionBehind(outline.lastMemberEnd, start)
  return { kind: 'image', bytes, end: outline.end, table, otherTables: outline.otherTables, insertion }
}

function makeTable(bytes: Buffer, { tables }: Outline): RegistryTable | ScanFault | undefined {
  const [first, second] = tables
  if (first === undefined) return undefined
  if (second !== undefined) return makeFault('REGISTRY_TABLE_TWICE', bytes, { offset: second.start })
  const { start, end, rows: members } = first
  if (members === undefined)
    return makeFault('REGISTRY_TABLE_NOT_OBJECT', bytes, { offset: start, found: describeValue(bytes, start) })
  const rows = makeRows(bytes, members)
  return 'kind' in rows ? rows : { start, end, rows }
}

function makeRows(bytes: Buffer, members: readonly RowOutline[]): readonly RegistryRow[] | ScanFault {
  const rows: RegistryRow[] = []
  const seen = new Set<string>()
  for (const member of members) {
    const { documentId, start } = member
    const code = judgeRow(member, seen)
    if (code !== undefined) return makeFault(code, bytes, { offset: start, found: documentId })
    if (hasFields(member)) rows.push(member)
    seen.add(documentId)
  }
  return rows
}

function judgeRow(row: RowOutline, seen: ReadonlySet<string>): ScanFaultCode | undefined {
  if (!DOCUMENT_ID.test(row.documentId)) return 'REGISTRY_DOCUMENT_ID'
  if (seen.has(row.documentId)) return 'REGISTRY_ROW_TWICE'
  return hasFields(row) ? undefined : 'REGISTRY_ROW_NOT_OBJECT'
}

function hasFields(row: RowOutline): row is RegistryRow {
  return row.fields !== undefined
}

function makeFault(code: ScanFaultCode, { length }: Buffer, where: { offset: number; found?: string }): ScanFault {
  return { kind: 'fault', code, offset: where.offset, size: length, found: where.found ?? '' }
}
