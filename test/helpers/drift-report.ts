import type { Revision } from '../../src/domain/federation.ts'
import { countCells } from '../../src/domain/report/count-cells.ts'
import type { Cell, DriftFinding, DriftReport, Member } from '../../src/domain/report/drift-report.ts'
import { aCertificate, aFingerprint, anId, NOW } from './builders.ts'

const DAY_MS = 86_400_000

/** The commit that the reports of tests are about. */
export const REPORTED_REVISION: Revision = {
  id: '3f2c1a9b5d0e4f6a7b8c9d0e1f2a3b4c5d6e7f80',
  subject: 'Add hospital-b',
  author: 'Ada Admin',
  time: NOW - 2 * DAY_MS,
}

/** A member whose observation is fresh, and whose certificate lasts for years. */
export function aMember(label: string, overrides: Partial<Member> = {}): Member {
  const { fingerprint, notBefore, notAfter } = aCertificate(label)
  return {
    id: anId(label),
    name: `name-${label}`,
    role: label === 'r' ? 'researcher' : 'node',
    certificate: { fingerprint, notBefore, notAfter },
    declaredBy: REPORTED_REVISION,
    observation: {
      state: 'fresh',
      observedAt: NOW - 3_600_000,
      validUntil: NOW + DAY_MS,
      revision: REPORTED_REVISION.id,
      history: 'same',
      exitCode: 0,
      conditions: [],
      foreign: 0,
      version: '0.1.0',
      family: 'Fed-BioMed 5.0–5.3',
    },
    ...overrides,
  }
}

/** An error at `b`: it does not hold `r`, which was declared two days ago. */
export function aFinding(overrides: Partial<DriftFinding> = {}): DriftFinding {
  return {
    id: 'ab'.repeat(32),
    rule: 'missing',
    severity: 'error',
    exitCode: 2,
    component: { id: anId('b'), name: 'name-b' },
    party: { id: anId('r'), name: 'name-r' },
    driftClass: 'missing',
    expected: aFingerprint('r'),
    actual: undefined,
    since: NOW - 2 * DAY_MS,
    declaredBy: REPORTED_REVISION,
    place: { file: `federation/certificates/${anId('r')}.pem`, line: 1, column: 1 },
    message: 'name-b has not registered name-r.',
    remedy: 'In name-b: fbm-gitops reconcile',
    isNew: undefined,
    ...overrides,
  }
}

/** A mesh of r, a and b in which b does not hold r. */
export function aDriftReport(overrides: Partial<DriftReport> = {}): DriftReport {
  const members = overrides.members ?? ['r', 'a', 'b'].map((label) => aMember(label))
  const cells =
    overrides.cells ??
    members.map((holder) =>
      members.map((held): Cell => {
        if (holder === held) return 'self'
        return holder.id === anId('b') && held.id === anId('r') ? 'missing' : 'declared'
      }),
    )
  return {
    federation: 'oncology-network',
    profile: 'party',
    scope: { kind: 'federation' },
    revision: REPORTED_REVISION,
    madeAt: NOW,
    source: '/shared/federation',
    verdict: 'drifted',
    exitCode: 2,
    members,
    cells,
    counts: countCells(cells.flat()),
    findings: [aFinding()],
    baseline: undefined,
    ...overrides,
  }
}

const RARE: readonly Cell[] = ['missing', 'different', 'unverified', 'denied', 'excess', 'unknown', 'stale']

/** A mesh of many: about one cell in forty is not as declared, and each of those has its finding. */
export function aLargeReport(size: number): DriftReport {
  const members = Array.from({ length: size }, (_, index) => aMember(index === 0 ? 'r' : `n${index}`))
  const cells = members.map((_, row) =>
    members.map((_, column): Cell => {
      if (row === column) return 'self'
      const mixed = (row * 7919 + column * 104_729) % 281
      return RARE[mixed] ?? 'declared'
    }),
  )
  const findings = cells.flatMap((row, holder) =>
    row.flatMap((cell, held) => {
      const [component, party] = [members[holder], members[held]]
      if (component === undefined || party === undefined || (cell !== 'missing' && cell !== 'different')) return []
      const rule = cell === 'missing' ? 'missing' : 'edited'
      const message = `${component.name} ${cell === 'missing' ? 'has not registered' : 'holds another certificate of'} ${party.name}.`
      const id = `${holder.toString(16).padStart(32, '0')}${held.toString(16).padStart(32, '0')}`
      return [aFinding({ id, rule, driftClass: rule, component, party, message })]
    }),
  )
  return aDriftReport({ members, cells, findings })
}
