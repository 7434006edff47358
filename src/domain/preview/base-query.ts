import { makeProblem, type Problem } from '../problem.ts'
import { parseRef } from '../ref-name.ts'

/** What a base is looked for by. */
export type BaseQuery =
  | { readonly kind: 'commit'; readonly id: string }
  /** Seen from the commit that is compared, as in `HEAD^2~1`; `path` is what stands behind `HEAD`. */
  | { readonly kind: 'relative'; readonly path: string }
  /** Names of refs, tried in this order; `ref` is what was typed. */
  | { readonly kind: 'names'; readonly ref: string; readonly names: readonly string[] }

const RELATIVE = /^HEAD((?:[~^]\d{0,3}){0,8})$/

/**
 * Parses what a revision is to be compared with: a branch (also of a remote, as in `origin/main`), a tag, the whole id of a commit,
 * or a way back from HEAD; or tells why it can be none.
 */
export function parseBase(base: string): BaseQuery | Problem {
  const path = RELATIVE.exec(base)?.[1]
  if (path !== undefined) return { kind: 'relative', path }
  const query = parseRef(base)
  if ('severity' in query || query.kind === 'head') return makeProblem('BASE_NAME', {}, { base })
  if (query.kind === 'commit') return query
  // What is checked out to be tested has no branches of its own, but those of the remote.
  const remote = base.startsWith('refs/') ? [] : [`refs/remotes/${base}`, `refs/remotes/origin/${base}`]
  return { kind: 'names', ref: base, names: [...query.names, ...remote] }
}
