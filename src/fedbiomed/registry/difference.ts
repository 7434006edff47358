import type { LayoutName } from '../../domain/layout.ts'
import { sameAddress } from '../../domain/party.ts'
import type { Registration } from '../../domain/registration.ts'
import type { RegistrationDifference, RegistryDifference, TableDifference } from '../../domain/registry-difference.ts'
import { OPENING_BRACE, skipObject, skipSpace, skipValue } from './json.ts'
import { observeRegistry } from './layouts.ts'
import { TABLE_NAME } from './outline.ts'
import type { RegistryImage } from './scan.ts'
import { readName } from './value.ts'

/** One table as it stands in the bytes. */
interface Table {
  /** Absent where it is no object. */
  readonly rows: number | undefined
  readonly bytes: Buffer
}

/**
 * Compares two registries.
 *
 * @param registry - absent where what lies there cannot be read as a whole
 */
export function compareRegistries(
  backup: RegistryImage,
  registry: RegistryImage | undefined,
  layout: LayoutName,
): RegistryDifference {
  const [before, now] = [readTables(backup), registry === undefined ? new Map<string, Table>() : readTables(registry)]
  const names = [...new Set([...before.keys(), ...now.keys()])]
  return {
    registrations: compareRegistrations(registrationsOf(backup, layout), registrationsOf(registry, layout)),
    registrationTable: TABLE_NAME,
    tables: names.map((name) => compareTable(name, before.get(name), now.get(name))),
  }
}

/** Tells whether a later image has some table not as `after` has it, but still as it was before. */
export function isUndone(later: RegistryImage, images: { before: RegistryImage; after: RegistryImage }): boolean {
  const [tables, before, after] = [later, images.before, images.after].map(readTables)
  return [...(before ?? []), ...(after ?? [])].some(([name]) => {
    const [was, became, is] = [before, after, tables].map((each) => each?.get(name)?.bytes.toString('latin1'))
    return was !== became && is === was
  })
}

function readTables({ bytes }: RegistryImage): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>()
  if (bytes.length === 0) return tables
  skipObject(bytes, skipSpace(bytes, 0), (nameStart, nameEnd, valueStart) => {
    const end = skipValue(bytes, valueStart)
    tables.set(readName(bytes, nameStart, nameEnd), {
      rows: countRows(bytes, valueStart),
      bytes: bytes.subarray(valueStart, end),
    })
    return end
  })
  return tables
}

function countRows(bytes: Buffer, start: number): number | undefined {
  if (bytes[start] !== OPENING_BRACE) return undefined
  let count = 0
  skipObject(bytes, start, (_nameStart, _nameEnd, valueStart) => {
    count += 1
    return skipValue(bytes, valueStart)
  })
  return count
}

function compareTable(table: string, before: Table | undefined, now: Table | undefined): TableDifference {
  const isSame = before !== undefined && now !== undefined && before.bytes.equals(now.bytes)
  return { table, inBackup: before?.rows, inRegistry: now?.rows, isSame }
}

/** Of a registry with a layout that is unknown only the tables are compared. */
function registrationsOf(image: RegistryImage | undefined, layout: LayoutName): readonly Registration[] {
  const observed = image === undefined ? [] : observeRegistry(image, layout)
  return 'registrations' in observed ? observed.registrations : []
}

function compareRegistrations(
  before: readonly Registration[],
  now: readonly Registration[],
): readonly RegistrationDifference[] {
  const parties = [...new Set([...before, ...now].map(({ partyId }) => partyId))]
  return parties.flatMap((partyId) => {
    const [old, present] = [before, now].map((rows) => rows.filter((row) => row.partyId === partyId))
    const kind = compareRows(old ?? [], present ?? [])
    return kind === undefined ? [] : [{ partyId, kind }]
  })
}

function compareRows(
  before: readonly Registration[],
  now: readonly Registration[],
): RegistrationDifference['kind'] | undefined {
  if (now.length === 0) return 'only in the backup'
  if (before.length === 0) return 'only in the registry'
  const isSame =
    before.length === now.length &&
    before.every((row, index) => {
      const other = now[index]
      return other?.fingerprint === row.fingerprint && sameAddress(other?.address, row.address)
    })
  return isSame ? undefined : 'other values'
}
