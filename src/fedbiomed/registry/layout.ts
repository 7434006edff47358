import type { Address } from '../../domain/party.ts'
import type { PutEdit } from './edit.ts'
import type { RegistryRow } from './outline.ts'
import type { RegistryImage } from './scan.ts'
import { readText, type FieldName } from './value.ts'

/** The name of a field and what stands in it. */
export type FieldContent = readonly [name: FieldName, value: string | number]

/** Everything that layouts of a registration differ in. */
export interface Layout {
  /** The field that says whose registration a row is. */
  readonly idField: FieldName
  /** How a row of the layout before this one is known and read, where an upgrade leaves such rows behind. */
  readonly older?: {
    /** The field that says in its place whose registration a row is. */
    readonly idField: FieldName
    /** The fields that such rows have, and this layout has not: they go when the row is written. */
    readonly fields: readonly FieldName[]
  }
  /** The field that holds the certificate as PEM text. */
  readonly certificateField: FieldName
  /** The fields of a row in the order in which Fed-BioMed writes them. */
  readonly makeFields: (edit: PutEdit) => readonly FieldContent[]
  /** What a row holds as the address of its party. */
  readonly readAddress: (image: RegistryImage, row: RegistryRow) => Address | undefined
  /** The fields that only rows of another layout have, each with what is told of such a row. */
  readonly foreignFields: Readonly<Record<string, string>>
}

/** Tells whether a row is one of the layout before, which an upgrade has left behind. */
export function isOlderRow({ idField, older }: Layout, row: RegistryRow): boolean {
  return older !== undefined && row.fields.every(({ name }) => name !== idField)
}

/** Decodes what stands in a field of a row; gives nothing if it is absent or no string. */
export function textOf(image: RegistryImage, row: RegistryRow, name: FieldName): string | undefined {
  const field = row.fields.findLast((candidate) => candidate.name === name)
  return field === undefined ? undefined : readText(image.bytes, field)
}
