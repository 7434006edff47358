import { wrap } from './words.ts'

/** A line that explains a word: the word, the space behind it, and the explanation. */
const EXPLANATION = /^( +\S+ {2,})(?=\S)/

/**
 * Breaks a question between words, so that no terminal breaks it within one; what explains a word stays in its column.
 * The space in which the answer begins is kept.
 */
export function layOutPrompt(text: string, width: number | undefined): string {
  // A terminal that does not know its size says 0.
  if (width === undefined || width === 0) return text
  const lines = text.split('\n').flatMap((line) => {
    const head = EXPLANATION.exec(line)?.[0] ?? ''
    const [first = '', ...rest] = wrap(line.slice(head.length), head.length, width)
    return [head + first.slice(head.length), ...rest]
  })
  return lines.join('\n') + (/ *$/.exec(text)?.[0] ?? '')
}
