import { chooseExitCode } from '../exit-code.ts'
import { errorCodesOf, type ExitCode, type Problem } from '../problem.ts'

/** The parts of the examination, in the order in which they are shown. */
export const GROUPS = ['Machine', 'Component', 'Registry', 'Federation', 'Peers'] as const
export type Group = (typeof GROUPS)[number]

/** How one check ended; `skipped` where what it looks at is not known, or nobody asked for it. */
export type FindingResult = 'ok' | 'warning' | 'error' | 'skipped'

/** What one check found; several where it looks at several parties, or finds several faults. */
export interface Finding {
  /** The id of the check. */
  readonly check: string
  /** How the check is called in a table. */
  readonly title: string
  readonly group: Group
  readonly result: FindingResult
  readonly message: string
  /** Given for each warning and error. */
  readonly remedy?: string | undefined
  /** The id of the party that it concerns. */
  readonly party?: string | undefined
  /** The problem behind a warning or an error. */
  readonly problem?: Problem | undefined
}

/** What a check says of one thing that it looked at. */
export type Verdict = Pick<Finding, 'result' | 'message' | 'remedy' | 'party' | 'problem'>

/** Says that something is well. */
export function ok(message: string, party?: string): readonly Verdict[] {
  return [{ result: 'ok', message, party }]
}

/** Says that nobody looked, and why. */
export function skip(reason: string): readonly Verdict[] {
  return [{ result: 'skipped', message: reason }]
}

/** Says what is wrong. What a problem only informs of is well. */
export function tell(...problems: readonly Problem[]): readonly Verdict[] {
  return problems.map((problem) => {
    const { severity, message, remedy, party } = problem
    return severity === 'info'
      ? { result: 'ok', message, party }
      : { result: severity, message, remedy, party, problem }
  })
}

/** Says what is wrong; where nothing is, that all is well. */
export function tellOr(problems: readonly Problem[], message: string): readonly Verdict[] {
  return problems.length === 0 ? ok(message) : tell(...problems)
}

/** The exit code that findings lead to: that of the worst error, as a pass would end with it; warnings lead to none. */
export function exitCodeOfFindings(findings: readonly Finding[]): ExitCode {
  return chooseExitCode(errorCodesOf(problemsOfFindings(findings)))
}

/** The problems behind findings, each once. */
export function problemsOfFindings(findings: readonly Finding[]): readonly Problem[] {
  return [...new Set(findings.flatMap(({ problem }) => problem ?? []))]
}

/** Counts the findings of each result. */
export function countResults(findings: readonly Finding[]): Readonly<Record<FindingResult, number>> {
  const count = (wanted: FindingResult): number => findings.filter(({ result }) => result === wanted).length
  return { ok: count('ok'), warning: count('warning'), error: count('error'), skipped: count('skipped') }
}
