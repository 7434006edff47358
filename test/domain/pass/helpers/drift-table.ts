import * as assert from 'uvu/assert'
import type { InventoryEntry } from '../../../../src/domain/inventory.ts'
import { detectDrift, type DriftClass, type DriftItem } from '../../../../src/domain/pass/drift.ts'
import type { DesiredRegistration, Registration } from '../../../../src/domain/registration.ts'
import {
  aCertificate,
  aDesired,
  aFingerprint,
  anAddress,
  anEntry,
  anId,
  aRegistration,
} from '../../../helpers/builders.ts'

/** One line of the drift table: what is declared, decided here, recorded and live, and what follows from it. */
export interface Line {
  readonly name: string
  readonly desired?: DesiredRegistration
  readonly standing?: 'removed' | 'unverified' | 'excluded'
  /** The registry may hold nothing but what is desired. */
  readonly exclusive?: true
  readonly denied?: true
  readonly recorded?: InventoryEntry
  readonly observed?: readonly Registration[]
  readonly adopt?: true
  readonly overwrite?: true
  /** The class that `detectDrift` finds. */
  readonly expected: DriftClass | 'nothing'
  /** What `decide` does about it, in a word or two. */
  readonly does: string
}

const other = { fingerprint: aFingerprint('other') }
/** A registry that holds what the federation declares. */
export const asDeclared: readonly Registration[] = [aRegistration()]
const otherwise = [aRegistration(other)]
const older = { ...other, publicKeyHash: aCertificate('other', 'first').publicKeyHash }
const rotated = { ...other, publicKeyHash: aCertificate('other', 'other').publicKeyHash }
const inOlderRow = [aRegistration({ isOlder: true })]
const otherwiseInOlderRow = [aRegistration({ ...other, isOlder: true })]
const announced = aDesired({ replaces: [aFingerprint('other')] })

/** The usual lines, named by their columns: declared, recorded, live. */
const USUAL: readonly Line[] = [
  { name: '✓ – –', desired: aDesired(), expected: 'missing', does: 'register' },
  { name: '✓ ✓ –', desired: aDesired(), recorded: anEntry(), expected: 'vanished', does: 'register VANISHED' },
  {
    name: '✓ ✓ – with a new key that is not announced',
    desired: aDesired(),
    recorded: anEntry(rotated),
    expected: 'vanished',
    does: 'KEY_CHANGE_UNANNOUNCED',
  },
  {
    name: '✓ ✓ – with a new key that is announced',
    desired: announced,
    recorded: anEntry(rotated),
    expected: 'vanished',
    does: 'register VANISHED',
  },
  { name: '✓ – =D', desired: aDesired(), observed: asDeclared, expected: 'unrecorded', does: 'adopt' },
  {
    name: '✓ ≠D =D',
    desired: aDesired(),
    recorded: anEntry(other),
    observed: asDeclared,
    expected: 'unrecorded',
    does: 'adopt',
  },
  { name: '✓ – ≠D', desired: aDesired(), observed: otherwise, expected: 'conflicting', does: 'CONFLICTING' },
  {
    name: '✓ – ≠D by its address alone',
    desired: aDesired(),
    observed: [aRegistration({ address: anAddress(9) })],
    expected: 'conflicting',
    does: 'CONFLICTING',
  },
  {
    name: '✓ – ≠D by a certificate that cannot be read',
    desired: aDesired(),
    observed: [aRegistration({ fingerprint: undefined })],
    expected: 'conflicting',
    does: 'CONFLICTING',
  },
  {
    name: '✓ – ≠D with --adopt',
    desired: aDesired(),
    observed: otherwise,
    adopt: true,
    expected: 'conflicting',
    does: 'replace by operator',
  },
  {
    name: '✓ =D =D',
    desired: aDesired(),
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'matching',
    does: 'nothing',
  },
  {
    name: '✓ ≠D =A, the same key renewed',
    desired: aDesired(),
    recorded: anEntry(older),
    observed: otherwise,
    expected: 'outdated',
    does: 'replace by repository',
  },
  {
    name: '✓ ≠D =A, a new address',
    desired: aDesired({ address: anAddress(9) }),
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'outdated',
    does: 'replace by repository',
  },
  {
    name: '✓ ≠D =A, a new key that is announced',
    desired: announced,
    recorded: anEntry(rotated),
    observed: otherwise,
    expected: 'outdated',
    does: 'replace by repository',
  },
  {
    name: '✓ ≠D =A, a new key that is not announced',
    desired: aDesired(),
    recorded: anEntry(rotated),
    observed: otherwise,
    expected: 'outdated',
    does: 'KEY_CHANGE_UNANNOUNCED',
  },
  {
    name: '✓ ≠D =A, a new key that replaces another certificate',
    desired: aDesired({ replaces: [aFingerprint('unrelated')] }),
    recorded: anEntry(rotated),
    observed: otherwise,
    expected: 'outdated',
    does: 'KEY_CHANGE_UNANNOUNCED',
  },
  {
    name: '✓ =D, live ≠A and ≠D',
    desired: aDesired(),
    recorded: anEntry(),
    observed: otherwise,
    expected: 'edited',
    does: 'EDITED',
  },
  {
    name: '✓ ≠D, live ≠A and ≠D, with --overwrite',
    desired: aDesired(),
    recorded: anEntry(),
    observed: otherwise,
    overwrite: true,
    expected: 'edited',
    does: 'replace by operator',
  },
  { name: 'unverified – –', standing: 'unverified', expected: 'unverified', does: 'nothing' },
  {
    name: 'unverified ✓ =A',
    standing: 'unverified',
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'unverified',
    does: 'nothing',
  },
  {
    name: 'unverified ✓ ≠A',
    standing: 'unverified',
    recorded: anEntry(),
    observed: otherwise,
    expected: 'unverified',
    does: 'nothing',
  },
  { name: '– ✓ =A', recorded: anEntry(), observed: asDeclared, expected: 'departed', does: 'DEPARTED' },
  {
    name: 'removed ✓ =A',
    standing: 'removed',
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'departed',
    does: 'delete by repository',
  },
  { name: '– ✓ ≠A', recorded: anEntry(), observed: otherwise, expected: 'edited', does: 'EDITED_UNDECLARED' },
  {
    name: 'removed ✓ ≠A',
    standing: 'removed',
    recorded: anEntry(),
    observed: otherwise,
    expected: 'edited',
    does: 'EDITED',
  },
  {
    name: 'removed ✓ ≠A with --overwrite',
    standing: 'removed',
    recorded: anEntry(),
    observed: otherwise,
    overwrite: true,
    expected: 'edited',
    does: 'delete by operator',
  },
  { name: '– ✓ –', recorded: anEntry(), expected: 'gone', does: 'forget' },
  { name: 'removed ✓ –', standing: 'removed', recorded: anEntry(), expected: 'gone', does: 'forget' },
  { name: 'removed – –', standing: 'removed', expected: 'nothing', does: 'nothing' },
  {
    name: 'removed – ✓',
    standing: 'removed',
    observed: asDeclared,
    expected: 'conflicting',
    does: 'CONFLICTING_REMOVED',
  },
  {
    name: 'removed – ✓ with --adopt',
    standing: 'removed',
    observed: asDeclared,
    adopt: true,
    expected: 'conflicting',
    does: 'delete by operator',
  },
  { name: '– – ✓', observed: asDeclared, expected: 'foreign', does: 'nothing' },
  {
    name: '– – ✓ with a certificate that cannot be read',
    observed: [aRegistration({ fingerprint: undefined })],
    expected: 'foreign',
    does: 'FOREIGN_UNREADABLE',
  },
  { name: 'denied – –', denied: true, desired: aDesired(), expected: 'denied', does: 'nothing' },
  { name: 'denied ✓ –', denied: true, desired: aDesired(), recorded: anEntry(), expected: 'denied', does: 'forget' },
  {
    name: 'denied ✓ =A',
    denied: true,
    desired: aDesired(),
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'denied',
    does: 'delete by operator',
  },
  {
    name: 'denied ✓ ≠A',
    denied: true,
    desired: aDesired(),
    recorded: anEntry(),
    observed: otherwise,
    expected: 'edited',
    does: 'EDITED_DENIED',
  },
  {
    name: 'denied ✓ ≠A with --overwrite, since a local decision wins',
    denied: true,
    desired: aDesired(),
    recorded: anEntry(),
    observed: otherwise,
    overwrite: true,
    expected: 'edited',
    does: 'EDITED_DENIED',
  },
  {
    name: 'denied – ✓',
    denied: true,
    desired: aDesired(),
    observed: asDeclared,
    expected: 'foreign',
    does: 'FOREIGN_DENIED',
  },
  {
    name: 'any any, two rows',
    desired: aDesired(),
    recorded: anEntry(),
    observed: [aRegistration(), aRegistration()],
    expected: 'ambiguous',
    does: 'AMBIGUOUS',
  },
  {
    name: 'denied, two rows',
    denied: true,
    observed: [aRegistration(), aRegistration(other)],
    expected: 'ambiguous',
    does: 'AMBIGUOUS',
  },
]

/** The lines of rows that cannot stay as they are: of an older Fed-BioMed, or against the profile. */
const MISPLACED: readonly Line[] = [
  {
    name: '✓ =D =D in an older row',
    desired: aDesired(),
    recorded: anEntry(),
    observed: inOlderRow,
    expected: 'outdated',
    does: 'replace by repository',
  },
  {
    name: '✓ ≠D =A in an older row, announced',
    desired: announced,
    recorded: anEntry(rotated),
    observed: otherwiseInOlderRow,
    expected: 'outdated',
    does: 'replace by repository',
  },
  {
    name: '✓ ≠D =A in an older row, not announced',
    desired: aDesired(),
    recorded: anEntry(rotated),
    observed: otherwiseInOlderRow,
    expected: 'outdated',
    does: 'KEY_CHANGE_UNANNOUNCED',
  },
  {
    name: '✓ – =D in an older row',
    desired: aDesired(),
    observed: inOlderRow,
    expected: 'conflicting',
    does: 'CONFLICTING',
  },
  {
    name: '✓ – =D in an older row with --adopt',
    desired: aDesired(),
    observed: inOlderRow,
    adopt: true,
    expected: 'conflicting',
    does: 'replace by operator',
  },
  {
    name: '✓ ✓ ≠A in an older row',
    desired: aDesired(),
    recorded: anEntry(),
    observed: otherwiseInOlderRow,
    expected: 'edited',
    does: 'EDITED',
  },
  {
    name: 'unverified ✓ =A in an older row',
    standing: 'unverified',
    recorded: anEntry(),
    observed: inOlderRow,
    expected: 'obsolete',
    does: 'delete by repository',
  },
  {
    name: 'unverified – ✓ in an older row',
    standing: 'unverified',
    observed: inOlderRow,
    expected: 'conflicting',
    does: 'CONFLICTING_MISPLACED',
  },
  {
    name: 'unverified ✓ ≠A in an older row',
    standing: 'unverified',
    recorded: anEntry(),
    observed: otherwiseInOlderRow,
    expected: 'edited',
    does: 'EDITED',
  },
  {
    name: '– ✓ =A in an older row',
    recorded: anEntry(),
    observed: inOlderRow,
    expected: 'obsolete',
    does: 'delete by repository',
  },
  {
    name: '– ✓ ≠A in an older row with --overwrite',
    recorded: anEntry(),
    observed: otherwiseInOlderRow,
    overwrite: true,
    expected: 'edited',
    does: 'delete by operator',
  },
  { name: '– – ✓ in an older row', observed: inOlderRow, expected: 'conflicting', does: 'CONFLICTING_MISPLACED' },
  {
    name: '– – ✓ in an older row with --adopt',
    observed: inOlderRow,
    adopt: true,
    expected: 'conflicting',
    does: 'delete by operator',
  },
  {
    name: 'removed ✓ =A in an older row',
    standing: 'removed',
    recorded: anEntry(),
    observed: inOlderRow,
    expected: 'departed',
    does: 'delete by repository',
  },
  {
    name: 'denied ✓ =A in an older row',
    denied: true,
    recorded: anEntry(),
    observed: inOlderRow,
    expected: 'denied',
    does: 'delete by operator',
  },
  {
    name: 'denied – ✓ in an older row',
    denied: true,
    observed: inOlderRow,
    expected: 'conflicting',
    does: 'CONFLICTING_MISPLACED',
  },
  {
    name: 'an older row and a new one',
    desired: aDesired(),
    recorded: anEntry(),
    observed: [...asDeclared, ...inOlderRow],
    expected: 'ambiguous',
    does: 'AMBIGUOUS',
  },
  { name: 'excluded – –', standing: 'excluded', expected: 'nothing', does: 'nothing' },
  { name: 'excluded ✓ –', standing: 'excluded', recorded: anEntry(), expected: 'gone', does: 'forget' },
  {
    name: 'excluded ✓ =A',
    standing: 'excluded',
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'obsolete',
    does: 'delete by repository',
  },
  {
    name: 'excluded ✓ ≠A',
    standing: 'excluded',
    recorded: anEntry(),
    observed: otherwise,
    expected: 'edited',
    does: 'EDITED',
  },
  {
    name: 'excluded – ✓',
    standing: 'excluded',
    observed: asDeclared,
    expected: 'conflicting',
    does: 'CONFLICTING_MISPLACED',
  },
  {
    name: '– – ✓ where only the desired may be',
    exclusive: true,
    observed: asDeclared,
    expected: 'conflicting',
    does: 'CONFLICTING_MISPLACED',
  },
  {
    name: '– ✓ =A where only the desired may be',
    exclusive: true,
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'obsolete',
    does: 'delete by repository',
  },
  {
    name: '✓ =D =D where only the desired may be',
    exclusive: true,
    desired: aDesired(),
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'matching',
    does: 'nothing',
  },
  {
    name: 'unverified ✓ =A in an older row where only the desired may be',
    exclusive: true,
    standing: 'unverified',
    recorded: anEntry(),
    observed: inOlderRow,
    expected: 'unverified',
    does: 'nothing',
  },
  {
    name: 'unverified ✓ =A where only the desired may be',
    exclusive: true,
    standing: 'unverified',
    recorded: anEntry(),
    observed: asDeclared,
    expected: 'unverified',
    does: 'nothing',
  },
]

/** Every line of the drift table. */
export const LINES: readonly Line[] = [...USUAL, ...MISPLACED]

/** The only item that a line leads to, where there is one. */
export function classify(
  { desired, standing, denied, recorded, observed = [], exclusive }: Line,
  holdsAddress = true,
): DriftItem | undefined {
  const partyId = anId('b')
  const items = detectDrift({
    desired: {
      registrations: desired === undefined ? [] : [desired],
      unverified: standing === 'unverified' ? [{ partyId, name: 'b' }] : [],
      excluded: standing === 'excluded' ? [{ partyId, name: 'b' }] : [],
      removed: new Set(standing === 'removed' ? [partyId] : []),
    },
    recorded: new Map(recorded === undefined ? [] : [[partyId, recorded]]),
    observed: { registrations: observed },
    denied: new Set(denied === true ? [partyId] : []),
    holdsAddress,
    isExclusive: exclusive === true,
  })
  assert.ok(items.length <= 1)
  return items[0]
}
