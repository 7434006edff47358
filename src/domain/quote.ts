import { Buffer } from 'node:buffer'

const LONGEST_SHOWN = 200

/**
 * Matches what must never reach a terminal, a log or a page as it is: control characters, bidirectional and zero-width
 * marks, line separators, tags, and surrogates that stand alone.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/** Escapes untrusted text so that it can be shown: unsafe characters become `\u{…}`; everything else stays. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/** Escapes the same in a JSON text, in the manner of JSON: it still means the same value. */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
    }).join(''),
  )
}

/** Escapes an untrusted value for a message, and cuts it at 200 characters. */
export function quote(value: string): string {
  const characters = Array.from(value.slice(0, 2 * LONGEST_SHOWN))
  const cut = characters.length > LONGEST_SHOWN || value.length > 2 * LONGEST_SHOWN
  return escapeText(characters.slice(0, LONGEST_SHOWN).join('')) + (cut ? '…' : '')
}

/**
 * Writes an untrusted value as one word of a command that people may type. It is never cut, since half a path names
 * something else; unsafe characters are written as the octal bytes of `$'…'`, so that the word stays right.
 */
export function quoteForShell(value: string): string {
  if (/^[\w./:@+,-]+$/.test(value)) return value
  if (escapeText(value) === value) return `'${value.replaceAll("'", "'\\''")}'`
  // No quote stands inside as itself: a shell that does not know `$'…'` takes all of it for one word, too.
  return `$'${value.replace(/['!\\]/g, toOctal).replace(UNSAFE, toOctal)}'`
}

function toOctal(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}

/** Finds, one by one, what `escapeText` escapes, save tabs and line ends: what nobody can see, or what changes what is seen. */
export function* findHidden(text: string): Generator<{ readonly index: number; readonly codePoint: number }> {
  for (const { 0: character, index } of text.matchAll(UNSAFE)) {
    if (!isTabOrLineEnd(character, text[index + 1])) yield { index, codePoint: character.codePointAt(0) ?? 0 }
  }
}

function isTabOrLineEnd(character: string, next: string | undefined): boolean {
  return character === '\t' || character === '\n' || (character === '\r' && next === '\n')
}
