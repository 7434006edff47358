import { Buffer } from 'node:buffer'
import type { Charter, Founder, LeftOut } from '../../domain/founding.ts'
import { labelFor } from '../../domain/label.ts'
import { formatAddress, isPartyId, roleOf, type PartyId } from '../../domain/party.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { PROFILES } from '../../domain/profiles.ts'
import { quote } from '../../domain/quote.ts'
import type { RegisteredRow } from '../../domain/registration.ts'

/** A registry to be made a federation of. */
export interface Census {
  readonly charter: Charter
  readonly self: Founder
  readonly rows: readonly RegisteredRow[]
  /** The registry, for messages. */
  readonly file: string
}

/** Those whose registration is unambiguous, and those who are left out therefore. */
export interface Choice {
  /** The component itself first. */
  readonly founders: readonly Founder[]
  readonly leftOut: readonly LeftOut[]
  readonly problems: readonly Problem[]
}

type Named = RegisteredRow & { readonly partyId: PartyId }

/** Why a row is no founder, and what to do about it. */
type Objection = readonly [reason: string, remedy: string]

/** Chooses whom a registry makes a party of a new federation. Their certificates are judged later. */
export function chooseFounders(census: Census): Choice {
  const { self, rows, file } = census
  const others = rows.filter(({ partyId }) => partyId !== self.id)
  const object = makeObjector(census, others)
  const names = new Set([self.name.toLowerCase()])
  const founders: Founder[] = [self]
  const leftOut: LeftOut[] = []
  for (const row of others) {
    const objection = object(row)
    if (objection === undefined && hasPartyId(row)) founders.push(toFounder(row, file, names))
    else leftOut.push(leaveOut(row, file, objection))
  }
  const isHere = others.length < rows.length
  const own = isHere ? [makeProblem('INIT_OWN_ROW', { file }, { id: self.id })] : []
  return { founders, leftOut: onceEach(leftOut), problems: own }
}

/** Says of a party that it is not declared, and why. */
export function leaveOut(
  { partyId: id }: Pick<RegisteredRow, 'partyId'>,
  file: string,
  objection?: Objection,
): LeftOut {
  const [reason, remedy] = objection ?? OBJECTIONS.id
  return { partyId: id, problem: { ...makeProblem('INIT_LEFT_OUT', { file }, { id, reason, remedy }), party: id } }
}

function hasPartyId(row: RegisteredRow): row is Named {
  return isPartyId(row.partyId)
}

function makeObjector(
  { charter, self }: Census,
  others: readonly RegisteredRow[],
): (row: RegisteredRow) => Objection | undefined {
  const { holdsAddress } = PROFILES[charter.profile]
  const ids = countEach(others.map(({ partyId }) => partyId.toLowerCase()))
  const addresses = countEach([
    ...others.map(({ addressText }) => addressText),
    self.address ? formatAddress(self.address) : '',
  ])
  const researchers = others.filter((row) => hasPartyId(row) && roleOf(row.partyId) === 'researcher')
  return (row) => {
    if (!hasPartyId(row)) return OBJECTIONS.id
    if (isSeveral(ids, row.partyId.toLowerCase())) return OBJECTIONS.severalRows
    if (researchers.includes(row) && self.role === 'researcher') return OBJECTIONS.researcherElsewhere
    if (researchers.includes(row) && researchers.length > 1) return OBJECTIONS.severalResearchers
    return holdsAddress ? objectToAddress(row, addresses) : undefined
  }
}

function objectToAddress(
  { address, addressText }: RegisteredRow,
  counts: ReadonlyMap<string, number>,
): Objection | undefined {
  if (isSeveral(counts, addressText)) return OBJECTIONS.severalAddresses
  if (address !== undefined) return undefined
  return [`'${quote(addressText)}' is no IPv4 address and port.`, 'Find out the address that its VPN assigned.']
}

const OBJECTIONS = {
  id: ['its id is none that Fed-BioMed gives.', 'Look at that row.'],
  severalRows: ['there are several rows for it.', 'Find out which of them is right.'],
  researcherElsewhere: ['a federation has one researcher, which is this component.', 'Find out whether it left.'],
  severalResearchers: [
    'several researchers are registered, and a federation has one.',
    'Find out which of them it is.',
  ],
  severalAddresses: ['another party is registered at the same address.', 'Find out which of them is there.'],
} as const satisfies Readonly<Record<string, Objection>>

function isSeveral(counts: ReadonlyMap<string, number>, key: string): boolean {
  return (counts.get(key) ?? 0) > 1
}

/** The role follows from the id: from 5.0 on, Fed-BioMed writes RESEARCHER for every party into the row. */
function toFounder({ partyId: id, address, certificateText }: Named, file: string, names: Set<string>): Founder {
  const role = roleOf(id)
  const name = findFree(role === 'researcher' ? role : labelFor({ id, role }), names)
  names.add(name.toLowerCase())
  return { id, role, name, address, certificate: Buffer.from(certificateText), file, isSelf: false }
}

function findFree(label: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? label : `${label}-${number}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

function countEach(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function onceEach(all: readonly LeftOut[]): readonly LeftOut[] {
  return [...new Map(all.map((each) => [each.partyId, each])).values()]
}
