import type { Buffer } from 'node:buffer'
import { OPENING_BRACE, skipObject, skipValue, type Span } from './json.ts'
import { readName } from './value.ts'

/** The table of a registry that holds the registrations. */
export const TABLE_NAME = 'Certificates'

/** One field of a row: its name decoded, its value as the bytes that stand there. */
export interface RegistryField {
  readonly name: string
  readonly value: Span
}

/** One member of the table, of which nothing is known but that it is JSON; without fields if it is no object. */
export interface RowOutline {
  readonly name: Span
  readonly value: Span
  readonly fields: readonly RegistryField[] | undefined
}

/** One member of the registry that is named like the table; without rows if it is no object. */
export interface TableOutline {
  readonly value: Span
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
  const end = skipObject(bytes, start, (name, valueStart) => {
    const tableName = readName(bytes, name)
    if (tableName === TABLE_NAME) {
      const table = outlineTable(bytes, valueStart)
      tables.push(table)
      lastMemberEnd = table.value.end
    } else {
      otherTables.push(tableName)
      lastMemberEnd = skipValue(bytes, valueStart)
    }
    return lastMemberEnd
  })
  return { end, tables, otherTables, lastMemberEnd }
}

function outlineTable(bytes: Buffer, start: number): TableOutline {
  if (bytes[start] !== OPENING_BRACE) return { value: { start, end: skipValue(bytes, start) }, rows: undefined }
  const rows: RowOutline[] = []
  const end = skipObject(bytes, start, (name, valueStart) => {
    const row = outlineRow(bytes, name, valueStart)
    rows.push(row)
    return row.value.end
  })
  return { value: { start, end }, rows }
}

function outlineRow(bytes: Buffer, name: Span, start: number): RowOutline {
  if (bytes[start] !== OPENING_BRACE) return { name, value: { start, end: skipValue(bytes, start) }, fields: undefined }
  const fields: RegistryField[] = []
  const end = skipObject(bytes, start, (fieldName, valueStart) => {
    const valueEnd = skipValue(bytes, valueStart)
    fields.push({ name: readName(bytes, fieldName), value: { start: valueStart, end: valueEnd } })
    return valueEnd
  })
  return { name, value: { start, end }, fields }
}
