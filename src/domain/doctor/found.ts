import type { Problem } from '../problem.ts'
import { skip, tell, type Verdict } from './finding.ts'

/** What was found out of the world; or what kept it from being found out; or why nobody looked. */
export type Found<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'faulty'; readonly problems: readonly Problem[] }
  | { readonly kind: 'unknown'; readonly reason: string }

/** Says that something was found out. */
export function found<T>(value: T): Found<T> {
  return { kind: 'found', value }
}

/** Says that nobody looked, and why. */
export function unknown(reason: string): Found<never> {
  return { kind: 'unknown', reason }
}

/** Gives what was found, if it was. */
export function valueOf<T>(fact: Found<T>): T | undefined {
  return fact.kind === 'found' ? fact.value : undefined
}

/** Judges a fact by the check that answers for it: what kept it from being found out is told here. */
export function judgeFact<T>(fact: Found<T>, judge: (value: T) => readonly Verdict[]): readonly Verdict[] {
  switch (fact.kind) {
    case 'found':
      return judge(fact.value)
    case 'faulty':
      return tell(...fact.problems)
    case 'unknown':
      return skip(fact.reason)
  }
}

/** Judges something that takes a fact for which another check answers. */
export function whereKnown<T>(
  fact: Found<T>,
  what: string,
  judge: (value: T) => readonly Verdict[],
): readonly Verdict[] {
  switch (fact.kind) {
    case 'found':
      return judge(fact.value)
    case 'faulty':
      return skip(`${what} is not known`)
    case 'unknown':
      return skip(fact.reason)
  }
}
