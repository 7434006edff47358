import type { Cell, DriftReport, Member } from '../../../src/domain/report/drift-report.ts'
import { makeDriftReport } from '../../../src/domain/report/make-drift-report.ts'
import { anId, NOW } from '../../helpers/builders.ts'
import { aDriftReport, aFinding, aLargeReport, aMember } from '../../helpers/drift-report.ts'
import { anObservation, aPeer, received, someFacts } from '../../helpers/report-facts.ts'

const DAY = 86_400_000

/** Every state that a cell, an observation or a certificate can be in, with long names; a baseline besides. */
export function aVariedReport(): DriftReport {
  const ends = [-12, 0.5, 6, 29, 89, 400, 4000]
  const states = ['fresh', 'stale', 'refused', 'missing'] as const
  const members = ['r', 'a', 'b', 'c', 'd', 'e', 'f'].map((label, index): Member => {
    const member = aMember(label, { name: NAMES[index] ?? label })
    const { fingerprint } = member.certificate ?? {}
    const notAfter = NOW + (ends[index] ?? 0) * DAY
    return {
      ...member,
      certificate:
        label === 'f' || fingerprint === undefined ? undefined : { fingerprint, notBefore: NOW - 300 * DAY, notAfter },
      observation: {
        ...member.observation,
        state: states[index % 4] ?? 'fresh',
        foreign: index,
        conditions: [
          { type: 'Ready', status: 'false', reason: 'DriftRefused', since: NOW - 3 * DAY },
          { type: 'Stalled', status: 'true', reason: 'DriftRefused', since: NOW - 3 * DAY },
        ],
      },
    }
  })
  const cycle: readonly Cell[] = [
    'declared',
    'missing',
    'different',
    'unverified',
    'denied',
    'excess',
    'unknown',
    'stale',
  ]
  const cells = members.map((_, row) =>
    members.map((_, column): Cell =>
      row === column ? 'self' : (cycle[(row * 3 + column) % cycle.length] ?? 'unknown'),
    ),
  )
  const severities = ['error', 'warning', 'info'] as const
  const findings = cells.flatMap((row, holder) =>
    row.flatMap((cell, held) => {
      if (cell === 'self' || cell === 'declared') return []
      const [component, party] = [members[holder], members[held]]
      const severity = severities[(holder + held) % 3] ?? 'info'
      const remedy = `Compare by telephone (fbm-gitops fingerprint ${party?.id ?? ''}). To take it: fbm-gitops reconcile --adopt ${party?.id ?? ''}. The flag is \`--adopt\`.`
      const rule = severity === 'error' ? 'conflicting' : severity === 'warning' ? 'departed' : 'denied'
      return [
        aFinding({
          severity,
          rule,
          component,
          party,
          remedy,
          isNew: held % 2 === 0,
          actual: party?.certificate?.fingerprint,
        }),
      ]
    }),
  )
  const baseline = { file: 'last-week.json', madeAt: NOW - 7 * DAY, new: 3, known: 9, gone: [] }
  return aDriftReport({ members, cells, findings, verdict: 'alarm', exitCode: 22, baseline })
}

const NAMES = [
  'inria-server',
  'hospital-a',
  'universitair-medisch-centrum-groningen-tweede-instantie-radiotherapie',
  'hospital-c',
  'Hôpital Européen',
  'x',
  'centre-leon-berard',
]

/** The star of `mutual-tls`: nothing is to be registered but between the researcher and each node. */
export function aStar(size: number): DriftReport {
  const report = aLargeReport(size)
  const cells = report.cells.map((row, holder) =>
    row.map((cell, held): Cell => (holder !== held && holder !== 0 && held !== 0 ? 'excluded' : cell)),
  )
  return aDriftReport({ profile: 'mutual-tls', members: report.members, cells, findings: report.findings })
}

/** A report on one component of a mesh, which lacks one registration: nobody else was asked. */
export function anOwn(size: number): DriftReport {
  const labels = Array.from({ length: size }, (_, index) => (index === 0 ? 'r' : `n${index}`))
  const facts = someFacts(labels, { scope: anId('n1') })
  const peers = labels.filter((label) => label !== 'n1' && label !== 'n2').map((label) => aPeer(label))
  return makeDriftReport({ ...facts, received: [received(anObservation('n1', peers))] })
}

/** A federation of which nothing is known: no component has told anything. */
export function anUnknown(size: number): DriftReport {
  const report = aLargeReport(size)
  const members = report.members.map((member): Member => ({
    ...member,
    certificate: undefined,
    declaredBy: undefined,
    observation: {
      state: 'missing',
      conditions: [],
      ...{ observedAt: undefined, validUntil: undefined, revision: undefined, history: undefined },
      ...{ exitCode: undefined, foreign: undefined, version: undefined, family: undefined },
    },
  }))
  const cells = members.map((_, row) => members.map((_, column): Cell => (row === column ? 'self' : 'unknown')))
  return { ...report, members, cells, counts: { unknown: size * (size - 1) }, findings: [], verdict: 'unknown' }
}

/** Half of each row in one state and half in another: the least that can be said in few words. */
export function aHalved(size: number): DriftReport {
  const report = aLargeReport(size)
  const cells = report.cells.map((row, holder) =>
    row.map((_, held): Cell => (holder === held ? 'self' : (holder + held) % 2 === 0 ? 'missing' : 'different')),
  )
  const { members, findings } = report
  const many = Array.from({ length: 5000 }, (_, index) => findings[index % findings.length] ?? aFinding())
  return aDriftReport({ members, cells, findings: many })
}

/** Everything as declared; and a federation without anybody. */
export function aQuiet(size: number): DriftReport {
  const members = Array.from({ length: size }, (_, index) => aMember(index === 0 ? 'r' : `n${index}`))
  const cells = members.map((_, row) => members.map((_, column): Cell => (row === column ? 'self' : 'declared')))
  return aDriftReport({ members, cells, findings: [], verdict: 'in-sync', exitCode: 0 })
}
