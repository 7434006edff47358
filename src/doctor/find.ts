import { found, unknown, type Found } from '../domain/doctor/found.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import { FederationError, problemsOf } from '../errors.ts'
import { describeSystemError, isSystemError } from '../io/world/fault.ts'

/** Looks at something. Whatever comes in between is told by the check that answers for it; the others go on. */
export async function find<T>(look: () => T | Promise<T>): Promise<Found<T>> {
  try {
    return found(await look())
  } catch (error) {
    return { kind: 'faulty', problems: describe(error) }
  }
}

/** Looks at something that takes what was found before. */
export async function findBy<T, Given>(
  given: Found<Given>,
  what: string,
  look: (value: Given) => T | Promise<T>,
): Promise<Found<T>> {
  switch (given.kind) {
    case 'found':
      return find(() => look(given.value))
    case 'faulty':
      return unknown(`${what} is not known`)
    case 'unknown':
      return given
  }
}

/** Makes what was found of what was found one. */
export function flatten<T>(outer: Found<Found<T>>): Found<T> {
  return outer.kind === 'found' ? outer.value : outer
}

function describe(error: unknown): readonly Problem[] {
  if (error instanceof FederationError || !isSystemError(error)) return problemsOf(error)
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : ''
  return [makeProblem('FACT_UNREADABLE', {}, { reason: `${path}${describeSystemError(error)}` })]
}
