import { isMap, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Pointer } from '../../yaml/place.ts'
import type { ManifestEdit, PlainValue } from './edit.ts'
import {
  columnOf,
  endOf,
  findPair,
  insertBelow,
  isFlow,
  lineStartOf,
  nextLineOf,
  nodeAt,
  type Cut,
  type Layout,
  type ParsedPair,
} from './layout.ts'
import { writeBlockItem, writeBlockPair, writeFlow, writeFlowPair, writeScalar } from './write-value.ts'

/**
 * Finds what to cut out of a manifest's text, and what to put there, so that it says what an edit wants and everything else
 * stays byte for byte; `undefined` where it is written in a way that is left to people, as comments between the items of
 * one line are.
 */
export function findCuts(layout: Layout, edit: ManifestEdit): readonly Cut[] | undefined {
  const { pointer } = edit
  switch (edit.kind) {
    case 'set':
      return toCuts(setValue(layout, pointer, edit.value))
    case 'append':
      return toCuts(append(layout, pointer, edit.value))
    case 'remove':
      return remove(layout, pointer)
  }
}

function toCuts(cut: Cut | undefined): readonly Cut[] | undefined {
  return cut === undefined ? undefined : [cut]
}

function setValue(layout: Layout, pointer: Pointer, value: PlainValue): Cut | undefined {
  const map = nodeAt(layout, pointer.slice(0, -1))
  const key = pointer.at(-1)
  if (!isMap(map) || key === undefined) return undefined
  const pair = findPair(map, key)
  return pair === undefined ? addPair(layout, map, [key, value]) : replaceScalar(layout, pair, value)
}

/** A value that is quoted stays quoted. */
function replaceScalar({ text }: Layout, { value: node }: ParsedPair, value: PlainValue): Cut | undefined {
  if (!isScalar(node) || typeof value === 'object') return undefined
  const [start, end] = node.range
  const quote = /^['"]/.exec(text.slice(start, end))?.[0]
  return { start, end, text: quote === undefined ? writeScalar(value) : `${quote}${value}${quote}` }
}

function addPair(layout: Layout, map: YAMLMap.Parsed, pair: readonly [string, PlainValue]): Cut | undefined {
  const [first] = map.items
  const last = map.items.at(-1)?.value
  if (first === undefined || last === null || last === undefined) return undefined
  if (isFlow(map)) return insertBehind(layout, { last, list: map }, `, ${writeFlowPair(pair)}`)
  const column = columnOf(layout, first.key.range[0])
  return insertBelow(layout, last, { lines: writeBlockPair(pair, column), column })
}

/** What stands behind the last item of one line, up to the bracket: a comment there may belong to either. */
function insertBehind(
  { text }: Layout,
  { last, list }: { readonly last: ParsedNode; readonly list: ParsedNode },
  inserted: string,
): Cut | undefined {
  const at = last.range[1]
  if (text.slice(at, list.range[1]).includes('#')) return undefined
  return { start: at, end: at, text: inserted }
}

function append(layout: Layout, pointer: Pointer, value: PlainValue): Cut | undefined {
  const list = nodeAt(layout, pointer)
  if (list === undefined) return setValue(layout, pointer, [value])
  if (!isSeq(list)) return undefined
  const last = list.items.at(-1)
  if (last === undefined) return fillEmpty(layout, { list, pointer }, value)
  return isFlow(list) ? appendFlow(layout, { list, last }, value) : appendBlock(layout, { list, last }, value)
}

/** Items that begin a line of their own are followed by one that does, too. */
function appendFlow(
  layout: Layout,
  { list, last }: { readonly list: YAMLSeq.Parsed; readonly last: ParsedNode },
  value: PlainValue,
): Cut | undefined {
  const before = layout.text.slice(lineStartOf(layout.text, last.range[0]), last.range[0])
  const separator = before.trim() === '' ? `,${layout.eol}${before}` : ', '
  return insertBehind(layout, { last, list }, separator + writeFlow(value))
}

function appendBlock(
  layout: Layout,
  { list, last }: { readonly list: YAMLSeq.Parsed; readonly last: ParsedNode },
  value: PlainValue,
): Cut | undefined {
  const column = columnOf(layout, list.range[0])
  const isBlock = isMap(last) && !isFlow(last)
  const gap = Math.max(2, columnOf(layout, last.range[0]) - column)
  const lines = isBlock
    ? writeBlockItem(value, { column, gap })
    : [`${' '.repeat(column)}-${' '.repeat(gap - 1)}${writeFlow(value)}`]
  return insertBelow(layout, last, { lines, column })
}

/** `nodes: []` becomes a list in block style, where nothing stands behind it that would then stand behind the new item. */
function fillEmpty(
  layout: Layout,
  { list, pointer }: { readonly list: YAMLSeq.Parsed; readonly pointer: Pointer },
  value: PlainValue,
): Cut | undefined {
  const { text, eol } = layout
  const [start, end] = list.range
  if (text.slice(start + 1, end - 1).trim() !== '') return undefined
  const key = typeof value === 'object' ? blockKeyOf(layout, pointer) : undefined
  const isAlone = text.slice(end, nextLineOf(text, end + 1)).trim() === ''
  if (key === undefined || !isAlone) return { start, end, text: writeFlow([value]) }
  const lines = writeBlockItem(value, { column: columnOf(layout, key.range[0]) + 2, gap: 2 })
  return { start: text.slice(0, start).trimEnd().length, end, text: eol + lines.join(eol) }
}

/** Finds the key of a value, where its mapping is written in block style. */
function blockKeyOf(layout: Layout, pointer: Pointer): ParsedNode | undefined {
  const map = nodeAt(layout, pointer.slice(0, -1))
  return isMap(map) && !isFlow(map) ? findPair(map, pointer.at(-1) ?? '')?.key : undefined
}

function remove(layout: Layout, pointer: Pointer): readonly Cut[] | undefined {
  const list = nodeAt(layout, pointer.slice(0, -1))
  const index = Number(pointer.at(-1))
  const item = isSeq(list) ? list.items[index] : undefined
  if (!isSeq(list) || item === undefined) return undefined
  if (isFlow(list)) return toCuts(removeFlow(layout, list, index))
  const lines = cutLines(layout, item)
  if (lines === undefined || list.items.length > 1) return toCuts(lines)
  const brackets = putBrackets(layout, blockKeyOf(layout, pointer.slice(0, -1)))
  return brackets === undefined ? undefined : [brackets, lines]
}

function removeFlow({ text }: Layout, { items }: YAMLSeq.Parsed, index: number): Cut | undefined {
  const [before, item, after] = [items[index - 1], items[index], items[index + 1]]
  if (item === undefined) return undefined
  const start = after === undefined && before !== undefined ? before.range[1] : item.range[0]
  const end = after === undefined ? item.range[1] : after.range[0]
  return text.slice(start, end).includes('#') ? undefined : { start, end, text: '' }
}

/** Takes out the lines of an item, with the comments in them. */
function cutLines({ text }: Layout, item: ParsedNode): Cut | undefined {
  const start = lineStartOf(text, item.range[0])
  if (!/^[ \t]*-[ \t]+$/.test(text.slice(start, item.range[0]))) return undefined
  return { start, end: nextLineOf(text, endOf(item)), text: '' }
}

/** A list that nothing is left of is written as `[]`. */
function putBrackets({ text }: Layout, key: ParsedNode | undefined): Cut | undefined {
  const end = key?.range[1] ?? text.length
  const colon = /^[ \t]*:/.exec(text.slice(end))?.[0].length
  return colon === undefined ? undefined : { start: end + colon, end: end + colon, text: ' []' }
}
