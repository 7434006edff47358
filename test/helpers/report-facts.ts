import type { Federation } from '../../src/domain/federation.ts'
import type { Observation, ObservedPeer } from '../../src/domain/observation/observation.ts'
import type { Party } from '../../src/domain/party.ts'
import type { ProfileName } from '../../src/domain/profiles.ts'
import type { ReceivedObservation, ReportFacts } from '../../src/domain/report/facts.ts'
import { aCertificate, aFingerprint, anId, NOW } from './builders.ts'
import { REPORTED_REVISION } from './drift-report.ts'

const DAY_MS = 86_400_000

/** A declared party whose certificate is that of its label. */
export function aParty(label: string, overrides: Partial<Party> = {}): Party {
  const id = anId(label)
  return {
    id,
    name: `name-${label}`,
    role: label === 'r' ? 'researcher' : 'node',
    address: undefined,
    certificate: aCertificate(label),
    certificatePath: `certificates/${id}.pem`,
    replaces: [],
    ...overrides,
  }
}

/** What a component that holds all of these as declared says of one of them. */
export function aPeer(label: string, overrides: Partial<ObservedPeer> = {}): ObservedPeer {
  return { party: anId(label), class: 'matching', fingerprint: aFingerprint(label), ...overrides }
}

/** What a component has observed an hour ago at the reported commit: all of these, as declared. */
export function anObservation(
  label: string,
  peers: readonly ObservedPeer[],
  overrides: Partial<Observation> = {},
): Observation {
  return {
    federation: 'oncology-network',
    component: anId(label),
    role: label === 'r' ? 'researcher' : 'node',
    profile: 'party',
    revision: REPORTED_REVISION.id,
    planDigest: aFingerprint('plan'),
    peers,
    foreign: { count: 0, parties: undefined },
    conditions: [],
    exitCode: 0,
    version: '0.1.0',
    family: 'Fed-BioMed 5.0–5.3',
    observedAt: NOW - 3_600_000,
    validUntil: NOW + DAY_MS,
    ...overrides,
  }
}

/** An observation as it came in, in the branch of the component that it is about, signed by it. */
export function received(
  observation: Observation,
  overrides: { readonly label?: string; readonly party?: string; readonly isGenuine?: boolean } = {},
): ReceivedObservation {
  const { party = observation.component, label = `fbm-gitops/observed/${party}`, isGenuine = true } = overrides
  return { party, label, content: { kind: 'read', observation, isGenuine } }
}

/** What a report on these parties follows from; by default each of them has observed all others as declared. */
export function someFacts(
  labels: readonly string[],
  { profile = 'party', ...overrides }: Partial<ReportFacts> & { readonly profile?: ProfileName } = {},
): ReportFacts {
  const federation: Federation = {
    name: 'oncology-network',
    profile,
    parties: labels.map((label) => aParty(label)),
    removed: [],
  }
  return {
    declaration: { federation, revision: REPORTED_REVISION, problems: [] },
    directory: { label: '/shared/federation', prefix: 'federation' },
    source: '/shared/federation',
    received: labels.map((label) => received(observeAll(label, labels, profile))),
    history: new Map([[REPORTED_REVISION.id, 'same']]),
    divergence: [],
    isShallow: false,
    moved: new Map(),
    commits: new Map(federation.parties.map(({ certificatePath }) => [certificatePath, REPORTED_REVISION])),
    now: NOW,
    scope: undefined,
    baseline: undefined,
    failOn: 'warning',
    exitZero: false,
    ...overrides,
  }
}

function observeAll(self: string, labels: readonly string[], profile: ProfileName): Observation {
  const isStar = profile === 'mutual-tls'
  const others = labels.filter((label) => label !== self && (!isStar || self === 'r' || label === 'r'))
  return anObservation(
    self,
    others.map((label) => aPeer(label)),
    { profile },
  )
}

/** The same facts, with another thing having come in for one party. */
export function replacing(facts: ReportFacts, ...replacements: readonly ReceivedObservation[]): ReportFacts {
  const parties = new Set(replacements.map(({ party }) => party))
  return { ...facts, received: [...facts.received.filter(({ party }) => !parties.has(party)), ...replacements] }
}
