import { formatAddress, type Address } from '../party.ts'
import { makeProblem, type Problem } from '../problem.ts'
import type { DesiredRegistration, Held } from '../registration.ts'
import type { Change, Ordered } from './change.ts'
import type { DriftItem } from './drift.ts'

/** What is to be done about the drift of one party. */
export interface Decision {
  readonly change?: Change
  readonly bookkeeping?: 'adopt' | 'forget'
  readonly problem?: Problem
}

/** The parties that the operator names on the command line. */
export interface Decisions {
  readonly adopt: ReadonlySet<string>
  readonly overwrite: ReadonlySet<string>
}

const NOTHING: Decision = {}

/** Decides about one party: the right-hand column of the table of drift classes in docs/reference.md. */
export function decide(item: DriftItem, decisions: Decisions): Decision {
  switch (item.class) {
    case 'missing':
      return { change: register(item) }
    case 'vanished':
      return decideVanished(item)
    case 'unrecorded':
      return { bookkeeping: 'adopt' }
    case 'gone':
      return { bookkeeping: 'forget' }
    case 'conflicting':
      return decideConflicting(item, decisions)
    case 'outdated':
      return isKeyChangeAnnounced(item) ? { change: replace(item, 'repository') } : refuseKeyChange(item)
    case 'edited':
      return decideEdited(item, decisions)
    case 'departed':
      return decideDeparted(item)
    case 'obsolete':
      return { change: remove(item, 'repository') }
    case 'denied':
      return decideDenied(item)
    case 'foreign':
      return decideForeign(item)
    case 'ambiguous':
      return { problem: makeProblem('AMBIGUOUS', {}, { name: item.name, id: item.partyId }) }
    case 'matching':
    case 'unverified':
      return NOTHING
  }
}

function decideVanished(item: DriftItem): Decision {
  if (!isKeyChangeAnnounced(item)) return refuseKeyChange(item)
  return {
    change: register(item),
    problem: makeProblem('VANISHED', {}, { name: item.name, id: item.partyId }),
  }
}

function decideConflicting(item: DriftItem, { adopt }: Decisions): Decision {
  const { standing, misplaced = 'profile' } = item
  if (adopt.has(item.partyId))
    return { change: standing === 'declared' ? replace(item, 'operator') : remove(item, 'operator') }
  if (standing === 'declared') return { problem: makeProblem('CONFLICTING', {}, comparison(item)) }
  if (standing === 'removed') return { problem: makeProblem('CONFLICTING_REMOVED', {}, comparison(item)) }
  return { problem: makeProblem('CONFLICTING_MISPLACED', {}, { ...comparison(item), misplaced }) }
}

function decideEdited(item: DriftItem, { overwrite }: Decisions): Decision {
  const { standing, misplaced } = item
  const isNamed = overwrite.has(item.partyId)
  if (standing === 'declared' && isNamed) return { change: replace(item, 'operator') }
  const isUnwanted = standing === 'removed' || misplaced !== undefined
  if (isUnwanted && isNamed) return { change: remove(item, 'operator') }
  const code = isUnwanted ? 'EDITED' : EDITED_CODES[standing]
  return { problem: makeProblem(code, {}, comparison(item)) }
}

const EDITED_CODES = {
  declared: 'EDITED',
  removed: 'EDITED',
  denied: 'EDITED_DENIED',
  excluded: 'EDITED',
  undeclared: 'EDITED_UNDECLARED',
  unverified: 'EDITED_UNDECLARED',
} as const satisfies Readonly<Record<DriftItem['standing'], string>>

function decideDeparted(item: DriftItem): Decision {
  if (item.standing === 'removed') return { change: remove(item, 'repository') }
  return { problem: makeProblem('DEPARTED', {}, { name: item.name, id: item.partyId }) }
}

function decideDenied(item: DriftItem): Decision {
  if (item.observed !== undefined) return { change: remove(item, 'operator') }
  return item.recorded === undefined ? NOTHING : { bookkeeping: 'forget' }
}

function decideForeign(item: DriftItem): Decision {
  const facts = { name: item.name, id: item.partyId }
  if (item.standing === 'denied') return { problem: makeProblem('FOREIGN_DENIED', {}, facts) }
  const { fingerprint, several } = item.observed ?? {}
  if (fingerprint === undefined && several === undefined)
    return { problem: makeProblem('FOREIGN_UNREADABLE', {}, facts) }
  return NOTHING
}

/** A renewal keeps the key and needs no word; a new key needs `replaces` to name the certificate that we registered. */
function isKeyChangeAnnounced({ desired, recorded }: DriftItem): boolean {
  if (desired === undefined || recorded === undefined) return true
  if (desired.certificate.publicKeyHash === recorded.publicKeyHash) return true
  return desired.replaces.includes(recorded.fingerprint)
}

function refuseKeyChange(item: DriftItem): Decision {
  const { name, partyId, recorded, desired } = item
  const facts = { name, id: partyId, old: recorded?.fingerprint ?? '', new: desired?.certificate.fingerprint ?? '' }
  return { problem: makeProblem('KEY_CHANGE_UNANNOUNCED', {}, facts) }
}

/** Words what differs: the layouts or the addresses where the certificate is the same, else the certificates. */
function comparison(item: DriftItem): ComparisonFacts {
  const { name, partyId, desired, observed } = item
  const party = { name, id: partyId }
  const declared = desired?.certificate.fingerprint
  const held = observed?.fingerprint ?? observed?.several?.join(' and ') ?? 'a certificate that cannot be read'
  return declared === held ? { ...party, ...compareRest(item) } : { ...party, held, declared }
}

function compareRest({ desired, observed }: DriftItem): Pick<ComparisonFacts, 'held' | 'declared'> {
  if (observed?.isOlder) return { held: 'the layout of an older Fed-BioMed', declared: 'the layout of this one' }
  const declared = desired?.address && formatAddress(desired.address)
  return { held: `address ${writeAddress(observed?.address)}`, declared }
}

function writeAddress(address: Address | undefined): string {
  return address === undefined ? 'that cannot be read' : formatAddress(address)
}

interface ComparisonFacts {
  readonly name: string
  readonly id: string
  readonly held: string
  readonly declared: string | undefined
}

function register(item: DriftItem): Change {
  return { kind: 'register', ...ordered(item, 'repository'), desired: declared(item) }
}

function replace(item: DriftItem, orderedBy: Change['orderedBy']): Change {
  return { kind: 'replace', ...ordered(item, orderedBy), desired: declared(item), before: held(item) }
}

function remove(item: DriftItem, orderedBy: Change['orderedBy']): Change {
  return { kind: 'delete', ...ordered(item, orderedBy), before: held(item) }
}

function ordered(item: DriftItem, orderedBy: Change['orderedBy']): Ordered {
  return { partyId: item.partyId, name: item.name, cause: item.class, orderedBy }
}

function declared({ desired, partyId }: DriftItem): DesiredRegistration {
  if (desired === undefined) throw new Error(`A change was decided for ${partyId}, which is not declared.`)
  return desired
}

function held({ observed }: DriftItem): Held {
  const { fingerprint, address, isOlder } = observed ?? {}
  return isOlder ? { fingerprint, address, isOlder } : { fingerprint, address }
}
