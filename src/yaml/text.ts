import { makeProblem, type Problem } from '../domain/problem.ts'
import { findHidden } from '../domain/quote.ts'
import { makeSource, placeAt, type TextSource } from './place.ts'

const MOST_SHOWN = 20

/** A file as text, or what keeps it from being text. */
export type DecodedText =
  { readonly kind: 'text'; readonly source: TextSource } | { readonly kind: 'fault'; readonly problem: Problem }

/** Decodes a file strictly as UTF-8; a byte-order mark is dropped. */
export function decodeText(file: string, bytes: Uint8Array): DecodedText {
  const encoding = recogniseEncoding(bytes)
  if (encoding !== undefined) return { kind: 'fault', problem: makeProblem('TEXT_ENCODING', { file }, { encoding }) }
  try {
    return { kind: 'text', source: makeSource(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    const lenient = makeSource(file, new TextDecoder('utf-8').decode(bytes))
    const offset = Math.max(0, lenient.text.indexOf('\ufffd'))
    const { line = 1, column = 1 } = placeAt(lenient, { start: offset, end: offset + 1 }, undefined)
    return {
      kind: 'fault',
      problem: makeProblem('TEXT_ENCODING', { file, line, column }, { encoding: 'in another encoding' }),
    }
  }
}

/** Finds the characters that nobody can see, wherever in the file they are: a comment may mislead a reviewer, too. */
export function findHiddenCharacters(source: TextSource): readonly Problem[] {
  const problems: Problem[] = []
  for (const { index, codePoint } of findHidden(source.text)) {
    const place = placeAt(source, { start: index, end: index + 1 }, undefined)
    problems.push(makeProblem('TEXT_HIDDEN_CHARACTER', place, { codePoint }))
    if (problems.length === MOST_SHOWN) break
  }
  return problems
}

/** UTF-16 without a mark is valid UTF-8 full of NUL characters, so it is told by the first two bytes. */
function recogniseEncoding([first, second]: Uint8Array): string | undefined {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'UTF-16'
  return second !== undefined && (first === 0 || second === 0) ? 'UTF-16' : undefined
}
