import { createHash } from 'node:crypto'
import type { Fingerprint } from '../certificate/certificate.ts'
import type { Revision } from '../federation.ts'
import type { DriftClass } from '../pass/drift.ts'
import type { ExitCode } from '../problem.ts'
import type { DriftFinding, FindingPlace, PartyRef } from './drift-report.ts'
import { FINDING_RULES, type FindingRule } from './rules.ts'

/** What a finding is made from; it is graded as its rule says, unless it says otherwise. */
export interface FindingParts {
  readonly rule: FindingRule
  readonly grade?: { readonly severity: DriftFinding['severity']; readonly exitCode: ExitCode }
  readonly component?: PartyRef | undefined
  readonly party?: PartyRef | undefined
  readonly driftClass?: DriftClass | undefined
  readonly expected?: Fingerprint | undefined
  readonly actual?: Fingerprint | undefined
  readonly since?: number | undefined
  readonly declaredBy?: Revision | undefined
  readonly place: FiledPlace
  readonly message: string
  readonly remedy: string
  /** What tells it apart from others of the same rule about the same parties. */
  readonly details?: readonly string[]
}

/** A file without a line is meant from its beginning on. */
type FiledPlace = Omit<FindingPlace, 'line' | 'column'> & Partial<FindingPlace>

/** Makes a finding. Its id follows from what it is about, never from its wording, its time or how severe it is. */
export function makeFinding(parts: FindingParts): DriftFinding {
  const { rule, component, party, driftClass, expected, actual, since, declaredBy, message, remedy } = parts
  const { severity, exitCode } = parts.grade ?? FINDING_RULES[rule]
  return {
    id: identify(parts),
    rule,
    severity,
    exitCode,
    component: component && refTo(component),
    party: party && refTo(party),
    driftClass,
    expected,
    actual,
    since,
    declaredBy,
    place: completePlace(parts.place),
    message,
    remedy,
    isNew: undefined,
  }
}

function identify({ rule, component, party, expected, actual, details = [] }: FindingParts): string {
  return hash([rule, component?.id ?? '', party?.id ?? '', expected ?? '', actual ?? '', ...details])
}

function completePlace({ file, line = 1, column = 1, length, pointer }: FiledPlace): FindingPlace {
  const more = { ...(length === undefined ? {} : { length }), ...(pointer === undefined ? {} : { pointer }) }
  return { file, line, column, ...more }
}

const SEVERITIES = ['error', 'warning', 'info']

/** Puts findings into the one order in which they are shown, and makes ids differ that are the same. */
export function arrangeFindings(findings: readonly DriftFinding[]): readonly DriftFinding[] {
  const keyed = findings.map((finding) => [sortKeyOf(finding), finding] as const)
  const sorted = keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding)
  const seen = new Map<string, number>()
  return sorted.map((finding) => {
    const earlier = seen.get(finding.id) ?? 0
    seen.set(finding.id, earlier + 1)
    return earlier === 0 ? finding : { ...finding, id: hash([finding.id, String(earlier)]) }
  })
}

function sortKeyOf({ severity, place, component, party, rule, id, message }: DriftFinding): string {
  const pad = (number: number): string => String(number).padStart(9, '0')
  const where = [place.file, pad(place.line), pad(place.column)]
  const about = [component?.id ?? '', party?.id ?? '', rule, id, message]
  return JSON.stringify([SEVERITIES.indexOf(severity), ...where, ...about])
}

function refTo({ id, name }: PartyRef): PartyRef {
  return { id, name }
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
