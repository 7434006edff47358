import { Buffer } from 'node:buffer'

const LONGEST_SHOWN = 200

/**
 * What nobody can see, or what changes what is seen: control characters, bidirectional and zero-width marks, line
 * separators, tags, and surrogates that stand alone.
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/**
 * The beginnings of commands that those who run CI jobs read in their logs: `##[…]`, `##vso[…]` anywhere in a line, and
 * `::command …::` where a line begins, which any word does when the line is broken before it.
 */
const COMMANDS = String.raw`#(?=#\w*\[)|(?<=^|\s):(?=:[A-Za-z][\w-]*(?:\s|::|$))`

/**
 * Matches what must never reach a terminal, a log or a page as it is: hidden characters, those that XML and Unicode
 * allow nowhere, and the first character of commands.
 */
const UNSAFE = new RegExp(String.raw`${HIDDEN.source}|\p{Noncharacter_Code_Point}|${COMMANDS}`, 'gu')

/** Escapes untrusted text so that it can be shown: unsafe characters become `\u{…}`; everything else stays. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/** Escapes the same in a JSON text, which then means what it meant; its line feeds stay. */
export function escapeInJson(json: string): string {
  return json.replace(UNSAFE, (character) => (character === '\n' ? character : toUnits(character)))
}

function toUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  }).join('')
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

/** Finds, one by one, what nobody can see, or what changes what is seen, save tabs and line ends. */
export function* findHidden(text: string): Generator<{ readonly index: number; readonly codePoint: number }> {
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    if (!isTabOrLineEnd(character, text[index + 1])) yield { index, codePoint: character.codePointAt(0) ?? 0 }
  }
}

function isTabOrLineEnd(character: string, next: string | undefined): boolean {
  return character === '\t' || character === '\n' || (character === '\r' && next === '\n')
}
