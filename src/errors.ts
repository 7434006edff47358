import type { Outcome } from './domain/pass/outcome.ts'
import { makeProblem, type Place, type Problem, type ProblemCode, type ProblemFacts } from './domain/problem.ts'

/**
 * A fault that ends a command: of the world (no registry, git refused, lock held), or of data that everything needs.
 *
 * @remarks Thrown from `io/` and the reconciler only, and caught in `run.ts` only.
 */
export class FederationError extends Error {
  override readonly name = 'FederationError'
  /** At least one. */
  readonly problems: readonly Problem[]
  /** What had become of the changes of a pass by then; empty where none had been tried. */
  readonly outcomes: readonly Outcome[]

  constructor(problems: readonly Problem[], options: ErrorOptions & { readonly outcomes?: readonly Outcome[] } = {}) {
    super(problems.map(({ code, message }) => `${code}: ${message}`).join('\n'), options)
    this.problems = problems
    this.outcomes = options.outcomes ?? []
  }
}

/** Makes the error for one problem, with its place and, where another error led to it, that cause. */
export function federationError<Code extends ProblemCode>(
  code: Code,
  facts: ProblemFacts[Code],
  context: { readonly place?: Place; readonly cause?: unknown } = {},
): FederationError {
  return new FederationError([makeProblem(code, context.place ?? {}, facts)], { cause: context.cause })
}

/** The problems that are told of whatever was thrown; an error that is none of ours is a defect. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof FederationError) return error.problems
  return [makeProblem('UNEXPECTED', {}, { message: error instanceof Error ? error.message : String(error) })]
}

/** The outcomes that are told of it. */
export function outcomesOf(error: unknown): readonly Outcome[] {
  return error instanceof FederationError ? error.outcomes : []
}
