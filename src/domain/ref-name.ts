import { makeProblem, type Problem } from './problem.ts'

/** What a ref asks the server for. */
export type RefQuery =
  | { readonly kind: 'head' }
  | { readonly kind: 'commit'; readonly id: string }
  /** Tried in this order. */
  | { readonly kind: 'names'; readonly names: readonly string[] }

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i
const FULL = /^refs\/(?:heads|tags)\/./

/** Parses a branch, a tag or the id of a commit into what is to be asked for; or tells why it can be none. */
export function parseRef(ref: string | undefined): RefQuery | Problem {
  if (ref === undefined) return { kind: 'head' }
  if (COMMIT.test(ref)) return { kind: 'commit', id: ref.toLowerCase() }
  if (!isRefName(ref)) return makeProblem('REF_NAME', {}, { ref })
  if (FULL.test(ref)) return { kind: 'names', names: [ref] }
  return { kind: 'names', names: [`refs/heads/${ref}`, `refs/tags/${ref}`] }
}

/** Tells whether a path may name a directory of a commit: `.`, or names separated by `/`. */
export function checkRepositoryPath(path: string): Problem | undefined {
  const parts = path.replace(/(?<=.)\/$/, '').split('/')
  const isGood =
    path.length <= 1024 &&
    (path === '.' || parts.every((part) => part !== '' && part !== '.' && part !== '..')) &&
    !/[\u0000-\u001f\u007f\\]/.test(path)
  return isGood ? undefined : makeProblem('REPOSITORY_PATH', {}, { path })
}

/** As `git check-ref-format` has it, and narrower: printable ASCII only. */
function isRefName(ref: string): boolean {
  if (ref.length > 255 || !/^[\u0021-\u007e]+$/.test(ref) || /[~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$/.test(ref))
    return false
  return (
    ref !== '@' && ref !== 'HEAD' && ref.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  )
}
