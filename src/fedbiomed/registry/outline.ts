import type { Buffer } from 'node:buffer'
import { OPENING_BRACE, skipObject, skipValue, type Span } from './json.ts'
import { readName } from './value.ts'

/** The table of a registry that holds the registrations. */
export const TABLE_NAME = 'Certificates'

/** One field of a row: its name decoded, and the span of its value. */
export interface RegistryField extends Span {
  readonly name: string
}

/** One row of the table: its span begins at the quote before the document id and ends behind the closing brace. */
export interface RegistryRow extends Span {
  readonly documentId: string
  /** In the order of the file. A name that stands twice is here twice; as in Python, the last one counts. */
  readonly fields: readonly RegistryField[]
}

/** One member of the table, of which nothing is known but that it is JSON; without fields if it is no object. */
export interface RowOutline extends Omit<RegistryRow, 'fields'> {
  readonly fields: readonly RegistryField[] | undefined
}

/** The value of one member of the registry that is named like the table; without rows if it is no object. */
export interface TableOutline extends Span {
  readonly rows: readonly RowOutline[] | undefined
}

/** What the bytes of a registry are made of. A negative end is a fault, as the functions of `json.ts` give it. */
export interface Outline {
  readonly end: number
  readonly tables: readonly TableOutline[]
  readonly otherTables: readonly string[]
  readonly lastMemberEnd: number | undefined
}

/** Takes the object that begins at `start` apart, in one walk over its bytes and down to the fields of our rows. */
export function outlineRegistry(bytes: Buffer, start: number): Outline {
  const tables: TableOutline[] = []
  const otherTables: string[] = []
  let lastMemberEnd: number | undefined
  const end = skipObject(bytes, start, (nameStart, nameEnd, valueStart) => {
    const tableName = readName(bytes, nameStart, nameEnd)
    if (tableName === TABLE_NAME) {
      const table = outlineTable(bytes, valueStart)
      tables.push(table)
      lastMemberEnd = table.end
    } else {
      otherTables.push(tableName)
      lastMemberEnd = skipValue(bytes, valueStart)
    }
    return lastMemberEnd
  })
  return { end, tables, otherTables, lastMemberEnd }
}

function outlineTable(bytes: Buffer, start: number): TableOutline {
  if (bytes[start] !== OPENING_BRACE) return { start, end: skipValue(bytes, start), rows: undefined }
  const rows: RowOutline[] = []
  const end = skipObject(bytes, start, (nameStart, nameEnd, valueStart) => {
    const row = outlineRow(bytes, { start: nameStart, end: nameEnd }, valueStart)
    rows.push(row)
    return row.end
  })
  return { start, end, rows }
}

function outlineRow(bytes: Buffer, name: Span, start: number): RowOutline {
  const documentId = readName(bytes, name.start, name.end)
  if (bytes[start] !== OPENING_BRACE) {
    return { documentId, start: name.start, end: skipValue(bytes, start), fields: undefined }
  }
  const fields: RegistryField[] = []
  const end = skipObject(bytes, start, (nameStart, nameEnd, valueStart) => {
    const valueEnd = skipValue(bytes, valueStart)
    fields.push({ name: readName(bytes, nameStart, nameEnd), start: valueStart, end: valueEnd })
    return valueEnd
  })
  return { documentId, start: name.start, end, fields }
}
