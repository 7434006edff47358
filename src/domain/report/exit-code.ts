import { chooseExitCode } from '../exit-code.ts'
import type { ExitCode } from '../problem.ts'
import type { DriftFinding } from './drift-report.ts'

/** From which findings on a report fails; `new`: from warnings on that the baseline does not have. */
export const FAIL_ON = ['error', 'warning', 'info', 'new'] as const
export type FailOn = (typeof FAIL_ON)[number]

const COUNTING: Readonly<Record<FailOn, (finding: DriftFinding) => boolean>> = {
  error: ({ severity }) => severity === 'error',
  warning: ({ severity }) => severity !== 'info',
  info: () => true,
  new: ({ severity, isNew }) => severity !== 'info' && isNew === true,
}

/** Chooses the exit code of a report: the worst of the findings that count. Asked for, an info makes it 2. */
export function exitCodeOfReport(findings: readonly DriftFinding[], failOn: FailOn): ExitCode {
  const codes = findings.filter(COUNTING[failOn]).map(({ exitCode }) => exitCode)
  return chooseExitCode(failOn === 'info' ? codes.map((code) => (code === 0 ? 2 : code)) : codes)
}
