import { isCounted, type Cell, type DriftFinding, type ReportVerdict } from './drift-report.ts'
import type { FindingRule } from './rules.ts'
import type { View } from './views.ts'

/** What only a person can clear up. */
const ALARMING: ReadonlySet<FindingRule> = new Set<FindingRule>([
  'conflicting',
  'edited',
  'ambiguous',
  'observation-refused',
  'history-diverged',
  'component-stalled',
  'certificate-expired',
  'declaration',
])

/** What a component holds otherwise than it should, and mends by itself or by its operator's word. */
const DRIFTING: ReadonlySet<Cell> = new Set<Cell>(['missing', 'different', 'denied', 'excess'])

/** The same of parties that have no place in the matrix. */
const LEFT: ReadonlySet<FindingRule> = new Set<FindingRule>(['departed', 'obsolete'])

/** What a verdict is reached from. */
export interface Evidence {
  readonly views: readonly View[]
  readonly cells: readonly (readonly Cell[])[]
  readonly findings: readonly DriftFinding[]
}

/** Reaches the verdict; nothing that is not known makes it better. */
export function reachVerdict({ views, cells, findings }: Evidence): ReportVerdict {
  const held = cells.flat()
  if (findings.some(({ rule, severity }) => severity === 'error' && ALARMING.has(rule))) return 'alarm'
  if (held.some((cell) => DRIFTING.has(cell)) || findings.some(({ rule }) => LEFT.has(rule))) return 'drifted'
  const isKnown = isObserved(views) && !findings.some(({ rule }) => rule === 'history-unknown')
  return isKnown && held.every((cell) => cell === 'declared' || !isCounted(cell)) ? 'in-sync' : 'unknown'
}

/** Of a component that the federation does not declare nothing was compared. */
function isObserved(views: readonly View[]): boolean {
  const asked = views.filter(({ isInScope }) => isInScope)
  if (asked.length === 0) return views.length === 0
  return asked.every(({ member }) => member.observation.state === 'fresh')
}
