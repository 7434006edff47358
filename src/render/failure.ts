import type { Outcome } from '../domain/pass/outcome.ts'
import type { Problem } from '../domain/problem.ts'
import { renderOutcomeRows } from './outcomes.ts'
import { renderProblems } from './problems.ts'
import type { Style } from './style.ts'

/** What ended a command, and what had been done by then. */
export interface ShownFailure {
  readonly problems: readonly Problem[]
  readonly outcomes: readonly Outcome[]
  readonly wroteNothing: boolean
}

/** Renders why a command ended, and each change that it had begun with: what was done of them, and what was not. */
export function renderFailure({ problems, outcomes, wroteNothing }: ShownFailure, style: Style): string {
  const done = outcomes.filter(({ result }) => result === 'done').length
  const counts = `${done} of ${outcomes.length} done when the pass ended`
  return [
    renderProblems(problems, style),
    ...(outcomes.length === 0 ? [] : [`${counts}:\n\n${renderOutcomeRows(outcomes, style)}`]),
    ...(wroteNothing ? ['Nothing was written.\n'] : []),
  ].join('\n')
}
