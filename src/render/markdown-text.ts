import { escapeText } from '../domain/quote.ts'

/*
 * Forges read Markdown twice: a parser makes HTML of it, and filters then look through the text of that HTML for mentions,
 * references, emoji, formulas and addresses. An escape is gone by the second reading. What the filters look for is
 * therefore torn apart by an element of its own, `<span>@</span>team`, which forges document for the dollar sign; what is
 * seen, copied and searched stays the same.
 */

/** What the filters of forges act upon: the first character of each match is set apart. */
const TRIGGERS = new RegExp(
  [
    // Mentions, mail addresses, formulas, wherever they stand; references such as #12, and !12, %12, ~12, &12, ^12 of GitLab.
    String.raw`[@$]|[#!&%~^](?=\S)`,
    // :emoji:, addresses with a scheme, and schemes that need no slashes.
    String.raw`:(?=[\w+-]*:|/)|(?<=\b(?:javascript|vbscript|data|mailto|xmpp|tel)):`,
    // Behind an underscore, too, which ends no word elsewhere.
    String.raw`(?<=(?<![a-z0-9])www)\.`,
    String.raw`(?<=\b(?:GH|GHSA|CVE))-(?=\w)`,
    // [[pages]], {+ insertions +} and [- deletions -] of GitLab.
    String.raw`[[{](?=[-+[])`,
  ].join('|'),
  'giu',
)

/** What means something to Markdown or HTML wherever it stands; an underscore does at the edge of a word alone. */
const MARKS = /[\\`*[\]|~<>&]|(?<![a-z0-9])_|_(?![a-z0-9])/giu

/**
 * Writes any text as Markdown that shows just this text, on one line, wherever in a document it stands, within HTML, too: no
 * markup, link, mention, reference or formula comes of it, on GitHub or on GitLab. What can't be shown is escaped as
 * `escapeText` does.
 */
export function escapeMarkdown(text: string): string {
  const shown = escapeText(text)
  const parts: string[] = []
  let end = 0
  for (const { 0: character, index } of shown.matchAll(TRIGGERS)) {
    parts.push(escapeMarks(shown.slice(end, index)), `<span>${escapeMarks(character)}</span>`)
    end = index + character.length
  }
  parts.push(escapeMarks(shown.slice(end)))
  return escapeEdges(parts.join(''))
}

/**
 * Writes any text as code on one line. The element is written out, since backticks mean nothing within HTML, and no number
 * of them would keep a table from ending a cell at a `|`.
 */
export function renderMarkdownCode(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`
}

/** Writes lines of code as a block of its own; begins and ends without a line feed. */
export function renderMarkdownBlock(lines: readonly string[]): string {
  const text = lines.map(escapeText)
  const longest = Math.max(2, ...text.flatMap((line) => Array.from(line.matchAll(/`+/g), (run) => run[0].length)))
  const fence = '`'.repeat(longest + 1)
  return [fence, ...text, fence].join('\n')
}

function escapeMarks(text: string): string {
  return text.replace(MARKS, toReference)
}

/** What means something only where a line begins or ends: lists, rules, headings, quick actions, and spaces. */
function escapeEdges(text: string): string {
  return text
    .replace(/^ +| +$/g, (spaces) => '&#32;'.repeat(spaces.length))
    .replace(/^[-+=#/:]/, toReference)
    .replace(/^(\d+)([.)])/, (_, digits: string, sign: string) => `${digits}${toReference(sign)}`)
}

/** A reference, unlike a backslash, means the same in Markdown and in HTML. */
function toReference(character: string): string {
  return `&#${character.charCodeAt(0)};`
}
