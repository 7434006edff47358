import type { Invocation } from './command-line/invocation.ts'
import { COMMANDS } from './command-line/table.ts'
import { completeRemedies } from './commands/support/repeat.ts'
import { chooseExitCode } from './domain/exit-code.ts'
import type { Outcome } from './domain/pass/outcome.ts'
import { errorCodesOf, type ExitCode, type Problem } from './domain/problem.ts'
import { escapeText } from './domain/quote.ts'
import { FederationError, outcomesOf, problemsOf } from './errors.ts'

/** What is told of an error that ended a command. */
export interface Failure {
  readonly problems: readonly Problem[]
  readonly exitCode: ExitCode
  /** What had become of the changes of a pass by then; empty where none had been tried. */
  readonly outcomes: readonly Outcome[]
  /** Whether it is certain that the command wrote nothing. */
  readonly wroteNothing: boolean
  /** Where a defect of our own lies; absent for a fault of the world or of data. */
  readonly stack: string | undefined
}

/**
 * Describes what was thrown, as far as possible in terms of what was typed. After a defect of our own nobody knows what
 * was written, whatever was noted.
 */
export function describeFailure(invocation: Invocation | undefined, error: unknown, hasWritten: boolean): Failure {
  const known = error instanceof FederationError
  const found = problemsOf(error)
  const problems = invocation === undefined ? found : completeRemedies(found, invocation.options)
  return {
    problems,
    outcomes: outcomesOf(error),
    exitCode: chooseExitCode(errorCodesOf(problems)),
    wroteNothing: !mayWrite(invocation) || (known && !hasWritten),
    stack: known ? undefined : stackOf(error),
  }
}

function mayWrite(invocation: Invocation | undefined): boolean {
  if (invocation === undefined) return false
  return COMMANDS[invocation.command].writes && invocation.options.mode === 'apply'
}

function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return stack.split('\n').map(escapeText).join('\n')
}
