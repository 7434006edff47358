import { makeProblem, type Place, type Problem, type ProblemCode, type ProblemFacts } from './domain/problem.ts'

/**
 * A fault of the world (no registry, git refused, lock held), worded like any problem.
 *
 * @remarks Thrown from `io/` and `reconciler.ts` only, and caught in `run.ts` only.
 */
export class FederationError extends Error {
  override readonly name = 'FederationError'

  readonly problem: Problem

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options)
    this.problem = problem
  }
}

/** Makes the error for one problem, with its place and, where another error led to it, that cause. */
export function federationError<Code extends ProblemCode>(
  code: Code,
  facts: ProblemFacts[Code],
  context: { readonly place?: Place; readonly cause?: unknown } = {},
): FederationError {
  return new FederationError(makeProblem(code, context.place ?? {}, facts), { cause: context.cause })
}
