import { makeProblem, type Problem } from './problem.ts'

/** Which commits are meant, by names that git has yet to resolve. */
export type CommitRange =
  /** Everything that any branch or tag, or HEAD, leads to. */
  | { readonly kind: 'all' }
  /** One commit, and all that leads to it. */
  | { readonly kind: 'reach'; readonly to: string }
  /** Those that lead to `to`, without those that lead to `from`; `either`: also the other way round. */
  | { readonly kind: 'between' | 'either'; readonly from: string; readonly to: string }

const LONGEST = 512

/** How hooks and events write that there was no commit before. */
const NOTHING = /^0{40}(?:0{24})?$/

/**
 * Parses a range as git writes it: `A..B`, `A...B`, one commit, or the word `all`; what is left out is HEAD. Forty zeros
 * before the dots mean that nothing is known yet: then the whole history of the other side is meant.
 */
export function parseCommitRange(text: string): CommitRange | Problem {
  if (text === 'all') return { kind: 'all' }
  const { names, isSymmetric } = split(text)
  if (!names.every(isName)) return makeProblem('COMMIT_RANGE', {}, { range: text })
  const [from = '', to = from] = names
  if (names.length === 1 || NOTHING.test(from)) return { kind: 'reach', to }
  return { kind: isSymmetric ? 'either' : 'between', from, to }
}

function split(text: string): { readonly names: readonly string[]; readonly isSymmetric: boolean } {
  const [, from = '', third = '', to = ''] = /^(.*?)\.\.(\.?)(.*)$/s.exec(text) ?? []
  const names = text.includes('..') ? [from, to].map((name) => name || 'HEAD') : [text]
  return { names, isSymmetric: third !== '' }
}

/** A name reaches git as one line of its standard input, never as an argument. Git lets none begin with a dot. */
function isName(name: string): boolean {
  return (
    name.length <= LONGEST && /^[^.\s\u0000-\u001f\u007f][^\s\u0000-\u001f\u007f]*$/.test(name) && !name.includes('..')
  )
}
