import type { BaselineComparison, DriftFinding } from './drift-report.ts'

/** An earlier report, as far as a new one is compared with it. */
export interface Baseline {
  /** As it was named. */
  readonly file: string
  /** The name of its federation. */
  readonly federation: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  readonly findings: readonly BaselineFinding[]
}

export interface BaselineFinding {
  readonly id: string
  readonly rule: string
  readonly severity: DriftFinding['severity']
  readonly message: string
}

const WEIGHTS: Readonly<Record<DriftFinding['severity'], number>> = { info: 0, warning: 1, error: 2 }

/** Marks the findings that are new: not in the baseline, or not as severe there. */
export function markNew(findings: readonly DriftFinding[], baseline: Baseline | undefined): readonly DriftFinding[] {
  if (baseline === undefined) return findings
  const known = new Map(baseline.findings.map(({ id, severity }) => [id, WEIGHTS[severity]]))
  return findings.map((finding) => ({ ...finding, isNew: (known.get(finding.id) ?? -1) < WEIGHTS[finding.severity] }))
}

/** Counts what is new and what was known, and lists what is no more. */
export function compareWithBaseline(
  findings: readonly DriftFinding[],
  baseline: Baseline | undefined,
): BaselineComparison | undefined {
  if (baseline === undefined) return undefined
  const { file, madeAt } = baseline
  const present = new Set(findings.map(({ id }) => id))
  const fresh = findings.filter(({ isNew }) => isNew).length
  const gone = baseline.findings
    .filter(({ id }) => !present.has(id))
    .map(({ id, rule, message }) => ({ id, rule, message }))
  return { file, madeAt, new: fresh, known: findings.length - fresh, gone }
}
