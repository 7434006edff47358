import type { Certificate } from '../certificate/certificate.ts'
import type { Observation, ObservedPeer } from '../observation/observation.ts'
import type { Party } from '../party.ts'
import type { Member, MemberObservation } from './drift-report.ts'
import type { MovedParties, ReceivedObservation, ReportFacts } from './facts.ts'
import { findObjection } from './judge-observation.ts'

/** A member, with what is believed of its component and what is not. */
export interface View {
  readonly party: Party
  readonly member: Member
  /** Whether the report is about its component. */
  readonly isInScope: boolean
  /** The newest observation that the party itself made of this federation, whether it still counts or has run out. */
  readonly observation: Observation | undefined
  /** Of an observation that counts; empty where there is none. */
  readonly peers: ReadonlyMap<string, ObservedPeer>
  /** Who had another address in the commit that its component has seen. */
  readonly moved: MovedParties
  readonly refusals: readonly Refusal[]
}

/** Something that came in, and does not count. */
export interface Refusal {
  readonly label: string
  readonly reason: string
}

/** Makes a view of each party, in the manifest's order. */
export function makeViews(facts: ReportFacts): readonly View[] {
  const received = groupByParty(facts.received)
  return facts.declaration.federation.parties.map((party) => makeView(party, received.get(party.id) ?? [], facts))
}

function groupByParty(all: readonly ReceivedObservation[]): ReadonlyMap<string, readonly ReceivedObservation[]> {
  const groups = new Map<string, ReceivedObservation[]>()
  for (const each of all) {
    const group = groups.get(each.party)
    if (group === undefined) groups.set(each.party, [each])
    else group.push(each)
  }
  return groups
}

function makeView(party: Party, received: readonly ReceivedObservation[], facts: ReportFacts): View {
  const { observation, refusals } = sift(party, received, facts)
  const { id, name, role, certificate, certificatePath } = party
  const isInScope = facts.scope === undefined || facts.scope === id
  const described = isInScope ? describe({ observation, isRefused: refusals.length > 0 }, facts) : NOT_ASKED
  const member: Member = {
    id,
    name,
    role,
    certificate: certificate && describeCertificate(certificate),
    declaredBy: facts.commits.get(certificatePath),
    observation: described,
  }
  const isComparable = described.state === 'fresh' && observation?.profile === facts.declaration.federation.profile
  const peers = isComparable ? observation.peers.map((peer) => [peer.party, peer] as const) : []
  const moved = findMoved(observation, facts)
  return { party, member, isInScope, observation, peers: new Map<string, ObservedPeer>(peers), moved, refusals }
}

function findMoved(observation: Observation | undefined, { moved }: ReportFacts): MovedParties {
  return (observation && moved.get(observation.revision)) ?? new Set<string>()
}

function describeCertificate({ fingerprint, notBefore, notAfter }: Certificate): Member['certificate'] {
  return { fingerprint, notBefore, notAfter }
}

function sift(
  party: Party,
  received: readonly ReceivedObservation[],
  { declaration, now }: ReportFacts,
): Pick<View, 'observation' | 'refusals'> {
  const context = { party, federation: declaration.federation.name, now }
  const good: Observation[] = []
  const refusals: Refusal[] = []
  for (const each of received) {
    const reason = findObjection(each, context)
    if (reason !== undefined) refusals.push({ label: each.label, reason })
    else if (each.content.kind !== 'unreadable') good.push(each.content.observation)
  }
  return { observation: findNewest(good, now), refusals: sort(refusals) }
}

/** Finds the newest that still counts; where none does, the newest of all. */
function findNewest(observations: readonly Observation[], now: number): Observation | undefined {
  const key = (each: Observation): string => JSON.stringify(each)
  const isStale = ({ validUntil }: Observation): number => (now > validUntil ? 1 : 0)
  return [...observations].sort((a, b) => {
    return (
      isStale(a) - isStale(b) || b.observedAt - a.observedAt || a.validUntil - b.validUntil || compare(key(a), key(b))
    )
  })[0]
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

interface Known {
  readonly observation: Observation | undefined
  readonly isRefused: boolean
}

const NOTHING: Omit<MemberObservation, 'state'> = {
  observedAt: undefined,
  validUntil: undefined,
  revision: undefined,
  history: undefined,
  exitCode: undefined,
  conditions: [],
  foreign: undefined,
  version: undefined,
  family: undefined,
}

const NOT_ASKED: MemberObservation = { ...NOTHING, state: 'not-asked' }

function describe({ observation, isRefused }: Known, { history, now }: ReportFacts): MemberObservation {
  if (observation === undefined) return { ...NOTHING, state: isRefused ? 'refused' : 'missing' }
  const { observedAt, validUntil, revision, exitCode, conditions, foreign, version, family } = observation
  return {
    state: now > validUntil ? 'stale' : 'fresh',
    observedAt,
    validUntil,
    revision,
    history: history.get(revision) ?? 'unknown',
    exitCode,
    conditions: conditions.map(({ type, status, reason, since }) => ({ type, status, reason, since })),
    foreign: foreign.count,
    version,
    family,
  }
}

function sort(refusals: readonly Refusal[]): readonly Refusal[] {
  const key = ({ label, reason }: Refusal): string => JSON.stringify([label, reason])
  const all = new Map(refusals.map((refusal) => [key(refusal), refusal]))
  return [...all.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, refusal]) => refusal)
}
