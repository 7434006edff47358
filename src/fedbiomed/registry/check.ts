import { Buffer } from 'node:buffer'
import type { LayoutName } from '../../domain/layout.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { PutEdit, RowEdit } from './edit.ts'
import type { Layout } from './layout.ts'
import { partyIdOf, REGISTRY_LAYOUTS } from './layouts.ts'
import { TABLE_NAME, type RegistryRow } from './outline.ts'
import { scanRegistry, type RegistryImage } from './scan.ts'
import { holdsValue } from './value.ts'

/** What a splice was asked for. */
export interface SpliceOrder {
  readonly layout: LayoutName
  readonly edits: readonly RowEdit[]
}

/** A row, and the bytes that its spans point into. */
interface PlacedRow {
  readonly row: RegistryRow
  readonly bytes: Buffer
}

interface Splice {
  readonly layout: Layout
  readonly edits: readonly RowEdit[]
  readonly before: RegistryImage
  readonly after: RegistryImage
  /** The rows before and after: those of parties that no edit names, and the others by their party. */
  readonly was: Holdings
  readonly is: Holdings
}

interface Holdings {
  readonly foreign: readonly PlacedRow[]
  readonly named: ReadonlyMap<string, readonly PlacedRow[]>
}

/** Each looks at one thing that must hold of a splice, and tells what is wrong. */
const rules: readonly ((splice: Splice) => string | undefined)[] = [
  isNotShorter,
  keepsOtherTables,
  keepsOtherRows,
  holdsWhatWasPut,
  holdsNothingDeleted,
]

/**
 * Judges new bytes of a registry before they are written, with the scanner alone and none of the code that made them:
 * they scan, our rows are there and equal, everything else has the same bytes. Gives the problem, if there is one.
 */
export function assertSpliced(before: RegistryImage, after: Uint8Array, order: SpliceOrder): Problem | undefined {
  const image = scanRegistry(after)
  const reason = image.kind === 'fault' ? `it has the fault ${image.code}` : judge(before, image, order)
  return reason === undefined ? undefined : makeProblem('REGISTRY_SPLICE', {}, { reason })
}

function judge(before: RegistryImage, after: RegistryImage, { layout: name, edits }: SpliceOrder): string | undefined {
  const layout = REGISTRY_LAYOUTS[name]
  const parties = new Set(edits.map(({ partyId }) => partyId))
  const was = sortRows(before, layout, parties)
  const is = sortRows(after, layout, parties)
  for (const rule of rules) {
    const reason = rule({ layout, edits, before, after, was, is })
    if (reason !== undefined) return reason
  }
  return undefined
}

function isNotShorter({ before, after }: Splice): string | undefined {
  return after.bytes.length < before.bytes.length ? 'it is shorter than the registry' : undefined
}

function keepsOtherTables({ before, after, edits }: Splice): string | undefined {
  const { head, tail } = expectSurroundings(
    before,
    edits.some(({ kind }) => kind === 'put'),
  )
  const table = after.table ?? { start: after.end, end: after.end }
  const sameHead = head.equals(after.bytes.subarray(0, table.start))
  const sameTail = tail.equals(after.bytes.subarray(table.end, after.end))
  return sameHead && sameTail ? undefined : 'bytes outside the table differ'
}

/** Gives the bytes that must stand before and behind the table: those of the registry, or of where the table was added. */
function expectSurroundings(
  { bytes, table, end, insertion }: RegistryImage,
  added: boolean,
): Record<'head' | 'tail', Buffer> {
  if (table !== undefined) return { head: bytes.subarray(0, table.start), tail: bytes.subarray(table.end, end) }
  if (!added) return { head: bytes.subarray(0, end), tail: bytes.subarray(end, end) }
  const { at, before, after } = insertion
  return {
    head: Buffer.concat([bytes.subarray(0, at), Buffer.from(`${before}"${TABLE_NAME}": `)]),
    tail: Buffer.concat([Buffer.from(after), bytes.subarray(at, end)]),
  }
}

function keepsOtherRows({ was, is }: Splice): string | undefined {
  if (was.foreign.length !== is.foreign.length) return 'rows of other parties were added or lost'
  const different = was.foreign.find((held, index) => !sliceOf(held).equals(sliceOf(is.foreign[index] ?? held)))
  return different === undefined ? undefined : `row ${different.row.documentId}, of another party, differs`
}

function holdsWhatWasPut({ was, is, layout, edits }: Splice): string | undefined {
  for (const edit of edits) {
    if (edit.kind === 'delete') continue
    const held = was.named.get(edit.partyId)?.[0]
    const fault = judgePut({ layout, edit }, held, is.named.get(edit.partyId) ?? [])
    if (fault !== undefined) return `the row of ${edit.partyId} ${fault}`
  }
  return undefined
}

function holdsNothingDeleted({ is, edits }: Splice): string | undefined {
  const left = edits.find(({ kind, partyId }) => kind === 'delete' && is.named.has(partyId))
  return left === undefined ? undefined : `the row of ${left.partyId} was not deleted`
}

function judgePut(
  { layout, edit }: { readonly layout: Layout; readonly edit: PutEdit },
  was: PlacedRow | undefined,
  [is, second]: readonly PlacedRow[],
): string | undefined {
  if (is === undefined) return 'is absent'
  if (second !== undefined) return 'is there twice'
  const contents = layout.makeFields(edit)
  if (contents.some(([name, value]) => !holdsOnly(is, name, value))) return 'does not hold what was put'
  if (isMoved(was, is)) return 'has another document id'
  const names = contents.map(([name]) => name)
  const expected = expectFields(was, names, layout.older?.fields ?? [])
  return expected.join() === describeFields(is, names).join() ? undefined : 'lost or gained a field, or their order'
}

function isMoved(was: PlacedRow | undefined, is: PlacedRow): boolean {
  return was !== undefined && was.row.documentId !== is.row.documentId
}

/** What a row must hold after it was put: its fields, without those of the layout before, and the missing ones behind. */
function expectFields(
  was: PlacedRow | undefined,
  names: readonly string[],
  gone: readonly string[],
): readonly string[] {
  const fields = (was?.row.fields ?? []).filter(({ name }) => !gone.includes(name))
  const held = was === undefined ? [] : describeFields({ ...was, row: { ...was.row, fields } }, names)
  const missing = names.filter((name) => fields.every((field) => field.name !== name))
  return [...held, ...missing.map((name) => JSON.stringify([name]))]
}

/** Writes each field as a text to compare: with its bytes, unless the edit has written it. */
function describeFields({ bytes, row }: PlacedRow, written: readonly string[]): readonly string[] {
  return row.fields.map(({ name, start, end }) =>
    JSON.stringify(written.includes(name) ? [name] : [name, bytes.toString('latin1', start, end)]),
  )
}

/** Tells whether a field is there, and means this value wherever it stands. */
function holdsOnly({ bytes, row }: PlacedRow, name: string, value: string | number): boolean {
  const fields = row.fields.filter((field) => field.name === name)
  return fields.length > 0 && fields.every((field) => holdsValue(bytes, field, value))
}

function sortRows(image: RegistryImage, layout: Layout, parties: ReadonlySet<string>): Holdings {
  const foreign: PlacedRow[] = []
  const named = new Map<string, PlacedRow[]>()
  for (const row of image.table?.rows ?? []) {
    const partyId = partyIdOf(image, layout, row)
    const placed = { row, bytes: image.bytes }
    if (partyId === undefined || !parties.has(partyId)) foreign.push(placed)
    else named.set(partyId, [...(named.get(partyId) ?? []), placed])
  }
  return { foreign, named }
}

function sliceOf({ bytes, row }: PlacedRow): Buffer {
  return bytes.subarray(row.start, row.end)
}
