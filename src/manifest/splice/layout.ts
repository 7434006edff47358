import { isMap, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Pointer } from '../../yaml/place.ts'

/** A stretch of a text that is replaced. */
export interface Cut {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A pair of a mapping that was read. */
export type ParsedPair = Pair<ParsedNode, ParsedNode | null>

/** A manifest as it is written, with its tree. */
export interface Layout {
  readonly text: string
  readonly tree: ParsedNode | null
  /** How its lines end. */
  readonly eol: string
}

/** Makes a layout. */
export function makeLayout(text: string, tree: ParsedNode | null): Layout {
  return { text, tree, eol: /\r?\n/.exec(text)?.[0] ?? '\n' }
}

/** Follows a pointer into the tree; `undefined` where it leads nowhere. */
export function nodeAt({ tree }: Layout, pointer: Pointer): ParsedNode | undefined {
  let node: ParsedNode | null | undefined = tree
  for (const step of pointer) {
    if (isMap(node)) node = findPair(node, step)?.value
    else node = isSeq(node) ? node.items[Number(step)] : undefined
  }
  return node ?? undefined
}

/** Finds the pair of a key. */
export function findPair(map: YAMLMap.Parsed, key: string): ParsedPair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
}

/** Tells whether a mapping or list is written in flow style. */
export function isFlow(node: YAMLMap.Parsed | YAMLSeq.Parsed): boolean {
  return node.flow === true
}

/** The offset behind the last character of a value. The library counts the comments behind a block as part of it. */
export function endOf(node: ParsedNode): number {
  const last = lastInside(node)
  return last === undefined ? node.range[1] : endOf(last)
}

/** The column in which an offset lies, counted from 0. */
export function columnOf({ text }: Layout, offset: number): number {
  return offset - lineStartOf(text, offset)
}

/** The offset at which the line of an offset begins. */
export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** The offset at which the line behind an offset begins; an offset that begins a line is such a one. */
export function nextLineOf(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}

/**
 * Inserts lines below a value; `column` is that of the new lines. Comments that stand there deeper belong to the value, and
 * stay with it.
 */
export function insertBelow(
  { text, eol }: Layout,
  value: ParsedNode,
  { lines, column }: { readonly lines: readonly string[]; readonly column: number },
): Cut {
  let at = nextLineOf(text, endOf(value))
  for (let next = skipComment(text, at, column); next !== at; next = skipComment(text, at, column)) at = next
  const isOpen = at === text.length && !text.endsWith('\n')
  return { start: at, end: at, text: isOpen ? eol + lines.join(eol) : lines.join(eol) + eol }
}

function skipComment(text: string, at: number, column: number): number {
  const indent = /^ *(?=#)/.exec(text.slice(at, nextLineOf(text, at + 1)))?.[0].length ?? 0
  return indent > column ? nextLineOf(text, at + 1) : at
}

function lastInside(node: ParsedNode): ParsedNode | undefined {
  if (isMap(node) && !isFlow(node)) {
    const last = node.items.at(-1)
    return last?.value ?? last?.key
  }
  return isSeq(node) && !isFlow(node) ? node.items.at(-1) : undefined
}
