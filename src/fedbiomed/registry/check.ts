import { Buffer } from 'node:buffer'
import type { LayoutName } from '../../domain/component.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { RowEdit } from './edit.ts'
import type { Span } from './json.ts'
import { makeFields, partyIdOf, type FieldContent } from './layouts.ts'
import { TABLE_NAME, type RegistryField, type RegistryRow } from './outline.ts'
import { scanRegistry, type RegistryImage } from './scan.ts'
import { holdsValue } from './value.ts'

/** What a splice was asked for. */
export interface SpliceOrder {
  readonly layout: LayoutName
  readonly edits: readonly RowEdit[]
}

interface Splice extends SpliceOrder {
  readonly before: RegistryImage
  readonly after: RegistryImage
}

/** A row together with the bytes that its spans point into. */
interface PlacedRow extends RegistryRow {
  readonly bytes: Buffer
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
  const reason = image.kind === 'fault' ? `it has the fault ${image.code}` : judge({ ...order, before, after: image })
  return reason === undefined ? undefined : makeProblem('REGISTRY_SPLICE', {}, { reason })
}

function judge(splice: Splice): string | undefined {
  for (const rule of rules) {
    const reason = rule(splice)
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

function keepsOtherRows({ before, after, edits }: Splice): string | undefined {
  const named = new Set<string | undefined>(edits.map(({ partyId }) => partyId))
  const expected = rowsOf(before).filter((row) => !named.has(partyIdOf(before, row)))
  const found = rowsOf(after).filter((row) => !named.has(partyIdOf(after, row)))
  if (found.length !== expected.length) return 'rows of other parties were added or lost'
  const pairs = expected.map((row, index) => [row, found[index] ?? row] as const)
  const different = pairs.find(([was, is]) => !sliceOf(before, was).equals(sliceOf(after, is)))
  return different === undefined ? undefined : `row ${different[0].documentId}, of another party, differs`
}

function holdsWhatWasPut({ before, after, layout, edits }: Splice): string | undefined {
  const previous = groupRows(before)
  const present = groupRows(after)
  for (const edit of edits) {
    if (edit.kind === 'delete') continue
    const contents = makeFields(layout, edit)
    const fault = judgePut(contents, previous.get(edit.partyId)?.[0], present.get(edit.partyId) ?? [])
    if (fault !== undefined) return `the row of ${edit.partyId} ${fault}`
  }
  return undefined
}

function holdsNothingDeleted({ after, edits }: Splice): string | undefined {
  const present = groupRows(after)
  const left = edits.find(({ kind, partyId }) => kind === 'delete' && present.has(partyId))
  return left === undefined ? undefined : `the row of ${left.partyId} was not deleted`
}

function judgePut(
  contents: readonly FieldContent[],
  was: PlacedRow | undefined,
  [is, second]: readonly PlacedRow[],
): string | undefined {
  if (is === undefined) return 'is absent'
  if (second !== undefined) return 'is there twice'
  if (contents.some(([name, value]) => !holdsOnly(is, name, value))) return 'does not hold what was put'
  if (was === undefined) return undefined
  if (was.documentId !== is.documentId) return 'has another document id'
  const written = new Set(contents.map(([name]) => name))
  const expected = was.fields.map((field) => describeField(was, field, written))
  const found = is.fields.slice(0, expected.length).map((field) => describeField(is, field, written))
  return expected.join() === found.join() ? undefined : 'lost a field, or the order of its fields'
}

/** Writes a field as a text to compare: with its bytes, unless the edit has written it. */
function describeField(
  { bytes }: PlacedRow,
  { name, start, end }: RegistryField,
  written: ReadonlySet<string>,
): string {
  return JSON.stringify(written.has(name) ? [name] : [name, bytes.toString('latin1', start, end)])
}

/** Tells whether a field is there, and means this value wherever it stands. */
function holdsOnly({ bytes, fields }: PlacedRow, name: string, value: string | number): boolean {
  const named = fields.filter((field) => field.name === name)
  return named.length > 0 && named.every((field) => holdsValue(bytes, field, value))
}

function groupRows(image: RegistryImage): ReadonlyMap<string | undefined, readonly PlacedRow[]> {
  const groups = new Map<string | undefined, PlacedRow[]>()
  for (const row of rowsOf(image)) {
    const partyId = partyIdOf(image, row)
    const group = groups.get(partyId)
    const placed = { ...row, bytes: image.bytes }
    if (group === undefined) groups.set(partyId, [placed])
    else group.push(placed)
  }
  return groups
}

function rowsOf(image: RegistryImage): readonly RegistryRow[] {
  return image.table?.rows ?? []
}

function sliceOf({ bytes }: RegistryImage, { start, end }: Span): Buffer {
  return bytes.subarray(start, end)
}
