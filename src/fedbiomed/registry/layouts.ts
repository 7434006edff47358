import { readFingerprint } from '../../domain/certificate/certificate.ts'
import type { LayoutName } from '../../domain/layout.ts'
import { parseAddress, type Address } from '../../domain/party.ts'
import { makeProblem, type Place, type Problem } from '../../domain/problem.ts'
import type { ObservedState, Registration } from '../../domain/registration.ts'
import type { PutEdit } from './edit.ts'
import { TABLE_NAME, type RegistryRow } from './outline.ts'
import type { RegistryImage } from './scan.ts'
import { readText } from './value.ts'

/** The name of a field and what stands in it. */
export type FieldContent = readonly [name: string, value: string | number]

interface Layout {
  /** The fields of a row in the order in which Fed-BioMed writes them. */
  readonly makeFields: (edit: PutEdit) => readonly FieldContent[]
  /** What a row holds as the address of its party. */
  readonly readAddress: (image: RegistryImage, row: RegistryRow) => Address | undefined
}

/** The layouts by name: adding one is one entry here. */
const layouts: Readonly<Record<LayoutName, Layout>> = {
  address: { makeFields: makeAddressFields, readAddress },
  party: { makeFields: makePartyFields, readAddress: () => undefined },
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
  layout: LayoutName,
  place: Place = {},
): ObservedState | readonly Problem[] {
  const rows = image.table?.rows ?? []
  const problems = rows.flatMap((row) => judgeRow(image, row, place))
  if (problems.length > 0) return problems
  return { registrations: rows.flatMap((row) => readRegistration(image, layout, row)) }
}

/** Tells whose registration a row is; nothing if it has no readable party id. */
export function partyIdOf(image: RegistryImage, row: RegistryRow): string | undefined {
  const partyId = textOf(image, row, 'party_id')
  return partyId === '' ? undefined : partyId
}

/** Lists what a row of this layout must hold after an edit, in the order in which Fed-BioMed writes it. */
export function makeFields(layout: LayoutName, edit: PutEdit): readonly FieldContent[] {
  return layouts[layout].makeFields(edit)
}

/** Decodes what stands in a field of a row; gives nothing if it is absent or no string. */
function textOf(image: RegistryImage, row: RegistryRow, name: string): string | undefined {
  const field = row.fields.findLast((candidate) => candidate.name === name)
  return field === undefined ? undefined : readText(image.bytes, field)
}

function judgeRow(image: RegistryImage, row: RegistryRow, place: Place): readonly Problem[] {
  const reason = findLayoutFault(image, row)
  if (reason === undefined) return []
  const { documentId } = row
  const pointer = `/${TABLE_NAME}/${documentId}`
  return [makeProblem('REGISTRY_LAYOUT', { ...place, pointer }, { documentId, reason })]
}

function findLayoutFault(image: RegistryImage, row: RegistryRow): string | undefined {
  if (row.fields.some(({ name }) => name === 'component_id')) {
    return 'holds a component_id: it belongs to the mutual-TLS release of Fed-BioMed, which this version does not serve'
  }
  return partyIdOf(image, row) === undefined ? 'has no readable party_id' : undefined
}

function readRegistration(image: RegistryImage, layout: LayoutName, row: RegistryRow): readonly Registration[] {
  const partyId = partyIdOf(image, row)
  if (partyId === undefined) return []
  const fingerprint = readFingerprint(textOf(image, row, 'certificate') ?? '')
  return [{ partyId, fingerprint, address: layouts[layout].readAddress(image, row) }]
}

function readAddress(image: RegistryImage, row: RegistryRow): Address | undefined {
  const ip = textOf(image, row, 'ip')
  const port = readPort(image, row)
  return ip === undefined || port === undefined ? undefined : parseAddress(ip, port)
}

/** Reads the text of a port, which is a number or, as Fed-BioMed's set-up for developers writes it, as a string of digits. */
function readPort({ bytes }: RegistryImage, row: RegistryRow): string | undefined {
  const field = row.fields.findLast(({ name }) => name === 'port')
  if (field === undefined) return undefined
  return readText(bytes, field) ?? bytes.toString('latin1', field.start, field.end)
}

function makeAddressFields(edit: PutEdit): readonly FieldContent[] {
  if (edit.address === undefined) throw new Error(`The registration of ${edit.partyId} has no address.`)
  return [...makePartyFields(edit), ['ip', edit.address.ip], ['port', edit.address.port]]
}

function makePartyFields({ partyId, role, certificatePem }: PutEdit): readonly FieldContent[] {
  return [
    ['certificate', certificatePem],
    ['party_id', partyId],
    ['component', role === 'node' ? 'NODE' : 'RESEARCHER'],
  ]
}
