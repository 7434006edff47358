import { Buffer } from 'node:buffer'
import type { LayoutName } from '../../domain/layout.ts'
import type { PutEdit, RowEdit } from './edit.ts'
import type { FieldContent, Layout } from './layout.ts'
import { partyIdOf, REGISTRY_LAYOUTS } from './layouts.ts'
import { TABLE_NAME, type RegistryRow } from './outline.ts'
import { writeMember, writeRow, writeValue } from './python-text.ts'
import { insertionBehind, type InsertionPoint, type RegistryImage } from './scan.ts'
import { holdsValue } from './value.ts'

/** Bytes to be replaced by a text in ASCII. */
interface Patch {
  readonly start: number
  readonly end: number
  readonly text: string
}

type Deleted = ReadonlySet<RegistryRow | undefined>

const SPACE = 0x20

/**
 * Computes the bytes of a registry after edits: rows are added, replaced and deleted in Python's format, and every other
 * byte stays. A replaced row keeps its document id, the order of its fields and those that its layout does not know.
 *
 * @remarks The result is never shorter than the registry was, so that nobody need truncate it: spaces fill it up, which
 * later additions consume. The order of the edits changes nothing.
 * @throws if an edit names a party twice, or one that has two rows: neither may be touched.
 */
export function spliceRegistry(image: RegistryImage, layoutName: LayoutName, edits: readonly RowEdit[]): Buffer {
  const layout = REGISTRY_LAYOUTS[layoutName]
  const rows = findRows(image, layout, edits)
  const puts = edits.filter((edit) => edit.kind === 'put')
  const added = puts.filter(({ partyId }) => !rows.has(partyId))
  const deleted = new Set(edits.filter(({ kind }) => kind === 'delete').map(({ partyId }) => rows.get(partyId)))
  return applyPatches(image, [
    ...puts.flatMap((edit) => replaceRow(image, layout, { row: rows.get(edit.partyId), edit })),
    ...deleteRows(image.table?.rows ?? [], deleted),
    ...addRows(image, writeNewRows(image, layout, added), deleted),
  ])
}

/** Finds the row of each party that an edit names. */
function findRows(image: RegistryImage, layout: Layout, edits: readonly RowEdit[]): ReadonlyMap<string, RegistryRow> {
  const named = new Set(edits.map(({ partyId }) => partyId))
  if (named.size !== edits.length) throw new Error('Two edits of a registry name one party.')
  const rows = new Map<string, RegistryRow>()
  for (const row of image.table?.rows ?? []) {
    const partyId = partyIdOf(image, layout, row)
    if (partyId === undefined || !named.has(partyId)) continue
    if (rows.has(partyId)) throw new Error(`The registry holds two rows for ${partyId}.`)
    rows.set(partyId, row)
  }
  return rows
}

interface Replacement {
  readonly row: RegistryRow | undefined
  readonly edit: PutEdit
}

function replaceRow(image: RegistryImage, layout: Layout, { row, edit }: Replacement): readonly Patch[] {
  const contents = layout.makeFields(edit)
  const older = new Set<string>(layout.older?.fields)
  if (row === undefined || row.fields.every(({ name }) => !older.has(name))) return replaceFields(image, row, contents)
  return [convertRow(image, row, { contents, older })]
}

/** Writes a row of the layout before this one anew, with its document id and every field that neither layout knows. */
function convertRow(
  { bytes }: RegistryImage,
  { documentId, fields, start, end }: RegistryRow,
  { contents, older }: { readonly contents: readonly FieldContent[]; readonly older: ReadonlySet<string> },
): Patch {
  const values = new Map<string, string | number>(contents)
  const kept = fields.filter(({ name }) => !older.has(name))
  const held = kept.map((field) => {
    const value = values.get(field.name)
    const text = value === undefined ? bytes.toString('latin1', field.start, field.end) : writeValue(value)
    return writeMember(field.name, text)
  })
  const missing = contents.filter(([name]) => kept.every((field) => field.name !== name))
  const members = [...held, ...missing.map(([name, value]) => writeMember(name, writeValue(value)))]
  return { start, end, text: writeMember(documentId, `{${members.join(', ')}}`) }
}

/** Writes a field wherever it stands in the row and means something else; one that is missing goes behind the last. */
function replaceFields(
  image: RegistryImage,
  row: RegistryRow | undefined,
  contents: readonly FieldContent[],
): readonly Patch[] {
  const last = row?.fields.at(-1)
  if (row === undefined || last === undefined) return []
  const patches: Patch[] = []
  const missing: string[] = []
  for (const [name, value] of contents) {
    const text = writeValue(value)
    const fields = row.fields.filter((field) => field.name === name)
    const stale = fields.filter((field) => !holdsValue(image.bytes, field, value))
    patches.push(...stale.map(({ start, end }) => ({ start, end, text })))
    if (fields.length === 0) missing.push(`, ${writeMember(name, text)}`)
  }
  return [...patches, { start: last.end, end: last.end, text: missing.join('') }]
}

/** Deletes rows, each with the comma before it; those before the first row that stays, with the comma behind. */
function deleteRows(rows: readonly RegistryRow[], deleted: Deleted): readonly Patch[] {
  const firstThatStays = rows.findIndex((row) => !deleted.has(row))
  return rows.flatMap((row, index) => {
    if (!deleted.has(row)) return []
    const { start, end } = row
    const leads = firstThatStays === -1 || index < firstThatStays
    const span = leads ? { start, end: rows[index + 1]?.start ?? end } : { start: rows[index - 1]?.end ?? start, end }
    return [{ ...span, text: '' }]
  })
}

/** Adds rows behind the last one that stays; with the table, where there is none yet. */
function addRows({ table, insertion }: RegistryImage, rowsText: string, deleted: Deleted): readonly Patch[] {
  if (rowsText === '') return []
  if (table === undefined) return [insertAt(insertion, writeMember(TABLE_NAME, `{${rowsText}}`))]
  const last = table.rows.findLast((row) => !deleted.has(row))
  return [insertAt(insertionBehind(last?.end, table.start), rowsText)]
}

function insertAt({ at, before, after }: InsertionPoint, text: string): Patch {
  return { start: at, end: at, text: `${before}${text}${after}` }
}

/** Numbers new rows on from the highest document id, as TinyDB does, in the order of their party ids. */
function writeNewRows(image: RegistryImage, layout: Layout, added: readonly PutEdit[]): string {
  const sorted = [...added].sort((a, b) => (a.partyId < b.partyId ? -1 : 1))
  const highest = findHighestId(image)
  return sorted.map((edit, index) => writeRow(String(highest + BigInt(index + 1)), layout.makeFields(edit))).join(', ')
}

function findHighestId(image: RegistryImage): bigint {
  let highest = '0'
  for (const { documentId } of image.table?.rows ?? []) {
    const longer = documentId.length - highest.length
    if (longer > 0 || (longer === 0 && documentId > highest)) highest = documentId
  }
  return BigInt(highest)
}

function applyPatches({ bytes, end }: RegistryImage, patches: readonly Patch[]): Buffer {
  const pieces: Buffer[] = []
  let at = 0
  for (const patch of [...patches].sort((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(bytes.subarray(at, patch.start), Buffer.from(patch.text, 'latin1'))
    at = patch.end
  }
  pieces.push(bytes.subarray(at, end))
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return Buffer.concat([
    ...pieces,
    Buffer.alloc(Math.max(0, end - length), SPACE),
    bytes.subarray(Math.max(end, length)),
  ])
}
