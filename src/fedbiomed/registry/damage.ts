import type { Buffer } from 'node:buffer'
import type { LayoutName } from '../../domain/layout.ts'
import { OPENING_BRACE, skipObject, skipSpace, skipValue, type Span } from './json.ts'
import { partyIdOf, REGISTRY_LAYOUTS } from './layouts.ts'
import { TABLE_NAME } from './outline.ts'
import type { RegistryImage } from './scan.ts'
import { readName, readText } from './value.ts'

const QUOTE = 0x22
const OPENING_BRACKET = 0x5b
const WHOLE_NUMBER = /^-?[0-9]+$/

/** What is to be compared of two images of one registry. */
export interface DamageSearch {
  readonly before: RegistryImage
  readonly after: RegistryImage
  readonly layout: LayoutName
  /** The party whose row may have changed. */
  readonly partyId: string
}

/**
 * Finds what a program that rewrites a whole registry has lost or altered beside the row of one party: names of tables and
 * numbers of rows, never any content. By value, since such a program may write the same value in other bytes; what was
 * added is no loss.
 */
export function findDamage({ before, after, layout, partyId }: DamageSearch): readonly string[] {
  const [was, is] = [before, after].map((image) => readRows(image, { layout, partyId }))
  return [...(was ?? [])].flatMap(([name, value]) => {
    const now = is?.get(name)
    if (now === value) return []
    return [`${name} ${now === undefined ? 'is gone' : 'has changed'}`]
  })
}

/** Every row of every table by its name, with its value written in one way only. */
function readRows(image: RegistryImage, own: Pick<DamageSearch, 'layout' | 'partyId'>): ReadonlyMap<string, string> {
  const { bytes } = image
  const found = new Map<string, string>()
  const ours = new Set(findOwnRows(image, own))
  if (bytes.length === 0) return found
  skipObject(bytes, skipSpace(bytes, 0), (nameStart, nameEnd, valueStart) => {
    const table = readName(bytes, nameStart, nameEnd)
    const end = skipValue(bytes, valueStart)
    if (bytes[valueStart] !== OPENING_BRACE) found.set(`table ${table}`, writeOnce(bytes, valueStart))
    else
      skipObject(bytes, valueStart, (rowStart, rowNameEnd, rowValue) => {
        const row = readName(bytes, rowStart, rowNameEnd)
        const isOurs = table === TABLE_NAME && ours.has(row)
        if (!isOurs) found.set(`row ${row} of table ${table}`, writeOnce(bytes, rowValue))
        return skipValue(bytes, rowValue)
      })
    return end
  })
  return found
}

function findOwnRows(
  image: RegistryImage,
  { layout, partyId }: Pick<DamageSearch, 'layout' | 'partyId'>,
): readonly string[] {
  const rows = image.table?.rows ?? []
  return rows
    .filter((row) => partyIdOf(image, REGISTRY_LAYOUTS[layout], row) === partyId)
    .map(({ documentId }) => documentId)
}

/** Writes a value that was scanned so that equal values give equal texts: Python tells whole numbers from others. */
function writeOnce(bytes: Buffer, start: number): string {
  const first = bytes[start]
  if (first === OPENING_BRACE) return writeObject(bytes, start)
  if (first === OPENING_BRACKET)
    return `[${listItems(bytes, start)
      .map((item) => writeOnce(bytes, item))
      .join()}]`
  const span = { start, end: skipValue(bytes, start) }
  return first === QUOTE ? JSON.stringify(readText(bytes, span)) : writeWord(bytes.toString('latin1', start, span.end))
}

/** The order of the names means nothing, and of two that are the same the last one counts. */
function writeObject(bytes: Buffer, start: number): string {
  const members = new Map<string, string>()
  skipObject(bytes, start, (nameStart, nameEnd, valueStart) => {
    members.set(readName(bytes, nameStart, nameEnd), writeOnce(bytes, valueStart))
    return skipValue(bytes, valueStart)
  })
  return JSON.stringify([...members].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function listItems(bytes: Buffer, start: number): readonly Span['start'][] {
  const items: number[] = []
  const end = skipValue(bytes, start) - 1
  for (
    let at = skipSpace(bytes, start + 1);
    at < end;
    at = skipSpace(bytes, skipSpace(bytes, skipValue(bytes, at)) + 1)
  ) {
    items.push(at)
  }
  return items
}

function writeWord(text: string): string {
  if (WHOLE_NUMBER.test(text)) return text === '-0' ? '0' : text
  const value = Number(text)
  return Number.isNaN(value) ? text : `${value} as a fraction`
}
