import { readFingerprint, readSeveralFingerprints } from '../../domain/certificate/certificate.ts'
import type { LayoutName } from '../../domain/layout.ts'
import { makeProblem, type Place, type Problem } from '../../domain/problem.ts'
import type { ObservedState, RegisteredRow, Registration } from '../../domain/registration.ts'
import { isOlderRow, textOf, type Layout } from './layout.ts'
import { ADDRESS } from './layouts/address.ts'
import { COMPONENT } from './layouts/component.ts'
import { PARTY } from './layouts/party.ts'
import { TABLE_NAME, type RegistryRow } from './outline.ts'
import type { RegistryImage } from './scan.ts'
import type { FieldName } from './value.ts'

/** The layouts by name. To add one: its file, and its entry here; the compiler asks for the rest. */
export const REGISTRY_LAYOUTS: Readonly<Record<LayoutName, Layout>> = {
  address: ADDRESS,
  party: PARTY,
  component: COMPONENT,
}

/**
 * Tells what a registry holds about each party; problems instead, if a row is of no layout that is known.
 *
 * @remarks A row without address in the layout `address` is no fault: a component that was upgraded and went back has
 * such rows. It is a registration without address, and therefore differs from every declared one. The address that an
 * earlier family left in a row of the layout `party` is not looked at.
 */
export function observeRegistry(
  image: RegistryImage,
  layoutName: LayoutName,
  place: Place = {},
): ObservedState | readonly Problem[] {
  const layout = REGISTRY_LAYOUTS[layoutName]
  const rows = image.table?.rows ?? []
  const problems = rows.flatMap((row) => judgeRow({ image, layout, place }, row))
  if (problems.length > 0) return problems
  return { registrations: rows.flatMap((row) => readRegistration(image, layout, row)) }
}

/** Reads the rows of a registry that was observed without problems, with the texts of their certificates. */
export function readRows(image: RegistryImage, layoutName: LayoutName): readonly RegisteredRow[] {
  const layout = REGISTRY_LAYOUTS[layoutName]
  const write = (row: RegistryRow, name: FieldName): string => {
    const field = row.fields.findLast((candidate) => candidate.name === name)
    if (field === undefined) return ''
    return textOf(image, row, name) ?? image.bytes.toString('latin1', field.start, field.end)
  }
  return (image.table?.rows ?? []).flatMap((row) =>
    readRegistration(image, layout, row).map((registration) => ({
      ...registration,
      certificateText: textOf(image, row, layout.certificateField) ?? '',
      addressText: `${write(row, 'ip')}:${write(row, 'port')}`,
    })),
  )
}

/** Tells whose registration a row is; nothing if it has no readable party id. */
export function partyIdOf(image: RegistryImage, layout: Layout, row: RegistryRow): string | undefined {
  const partyId = textOf(image, row, idFieldOf(layout, row))
  return partyId === '' ? undefined : partyId
}

function idFieldOf(layout: Layout, row: RegistryRow): FieldName {
  return isOlderRow(layout, row) ? (layout.older?.idField ?? layout.idField) : layout.idField
}

interface Observation {
  readonly image: RegistryImage
  readonly layout: Layout
  readonly place: Place
}

function judgeRow({ image, layout, place }: Observation, row: RegistryRow): readonly Problem[] {
  const reason = findLayoutFault(image, layout, row)
  if (reason === undefined) return []
  const { documentId } = row
  const pointer = `/${TABLE_NAME}/${documentId}`
  return [makeProblem('REGISTRY_LAYOUT', { ...place, pointer }, { documentId, reason })]
}

function findLayoutFault(image: RegistryImage, layout: Layout, row: RegistryRow): string | undefined {
  const foreign = row.fields.find(({ name }) => Object.hasOwn(layout.foreignFields, name))
  if (foreign !== undefined) return layout.foreignFields[foreign.name]
  if (partyIdOf(image, layout, row) === undefined) return `has no readable ${layout.idField}`
  return contradictsItself(image, layout, row)
    ? `says ${layout.older?.idField} and ${layout.idField}, and they differ`
    : undefined
}

function contradictsItself(image: RegistryImage, { idField, older }: Layout, row: RegistryRow): boolean {
  const other = older === undefined ? undefined : textOf(image, row, older.idField)
  const own = textOf(image, row, idField)
  return other !== undefined && own !== undefined && other !== own
}

function readRegistration(image: RegistryImage, layout: Layout, row: RegistryRow): readonly Registration[] {
  const partyId = partyIdOf(image, layout, row)
  if (partyId === undefined) return []
  const pem = textOf(image, row, layout.certificateField) ?? ''
  const fingerprint = readFingerprint(pem)
  const several = fingerprint === undefined ? readSeveralFingerprints(pem) : []
  const registration = { partyId, fingerprint, address: layout.readAddress(image, row) }
  return [
    {
      ...registration,
      ...(several.length === 0 ? {} : { several }),
      ...(isOlderRow(layout, row) ? { isOlder: true as const } : {}),
    },
  ]
}
