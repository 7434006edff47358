import type { PassRecord, RecordedChange } from '../pass/pass-record.ts'
import type { Problem } from '../problem.ts'

/** How many were left out. */
export interface Omitted {
  readonly changes: number
  readonly problems: number
}

/** So many changes, problems and ends of certificates are kept of one pass. */
export const MOST_KEPT = 20
const LONGEST_TEXT = 600

/**
 * Cuts a record to what can be kept, and looked through, at any time: a federation may have 10,000 parties. Of each kind
 * of problem and result one is kept, so that the conditions that follow stay what they are.
 */
export function bindRecord(pass: PassRecord): { readonly record: PassRecord; readonly omitted: Omitted } {
  const problems = choose(pass.problems, ({ severity, code }) => [severity === 'error', code]).map(shortenProblem)
  const changes = choose(pass.changes, ({ result }) => [result !== 'done', result]).map(shortenChange)
  const omitted = { changes: pass.changes.length - changes.length, problems: pass.problems.length - problems.length }
  return { record: { ...pass, problems, changes, expiring: pass.expiring.slice(0, MOST_KEPT) }, omitted }
}

type Weigh<T> = (item: T) => readonly [isFault: boolean, kind: string]

/** Chooses as many as are kept: one of each kind first, faults before all others. Their order stays. */
function choose<T>(items: readonly T[], weigh: Weigh<T>): readonly T[] {
  if (items.length <= MOST_KEPT) return items
  const kinds = new Set<string>()
  const ranked = items.map((item, index) => {
    const [isFault, kind] = weigh(item)
    const rank = (isFault ? 0 : 1) + (kinds.has(kind) ? 2 : 0)
    kinds.add(kind)
    return { item, index, rank }
  })
  const chosen = ranked.sort((a, b) => a.rank - b.rank || a.index - b.index).slice(0, MOST_KEPT)
  return chosen.sort((a, b) => a.index - b.index).map(({ item }) => item)
}

/** Without the lines of the manifest: they lie in the repository. */
function shortenProblem(problem: Problem): Problem {
  const { file, line, column, pointer } = problem.place
  const place = {
    ...(file === undefined ? {} : { file: cut(file) }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(pointer === undefined ? {} : { pointer: cut(pointer) }),
  }
  return { ...problem, place, message: cut(problem.message), remedy: cut(problem.remedy) }
}

function shortenChange(change: RecordedChange): RecordedChange {
  return change.reason === undefined ? change : { ...change, reason: cut(change.reason) }
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`
}
