import type { PlainMapping, PlainValue } from './edit.ts'

/** What every reader of YAML takes for a text without quotes; YAML 1.1 took some words for truth values. */
const PLAIN_TEXT = /^(?!(?:true|false|yes|no|on|off|y|n|null)$)[A-Za-z][A-Za-z0-9._-]*$/i
const IPV4 = /^[0-9]+(?:\.[0-9]+){3}$/

/** Writes a text or number as a scalar. The texts that we write hold no quotes: labels, ids, addresses, fingerprints. */
export function writeScalar(value: string | number): string {
  if (typeof value === 'number') return String(value)
  return PLAIN_TEXT.test(value) || IPV4.test(value) ? value : `'${value.replaceAll("'", "''")}'`
}

/** Writes a value in flow style, on one line. */
export function writeFlow(value: PlainValue): string {
  if (isScalarValue(value)) return writeScalar(value)
  if (isList(value)) return `[${value.map(writeFlow).join(', ')}]`
  return `{ ${Object.entries(value).map(writeFlowPair).join(', ')} }`
}

/** Writes one pair of a mapping in flow style. */
export function writeFlowPair([key, value]: readonly [string, PlainValue]): string {
  return `${key}: ${writeFlow(value)}`
}

/** Writes one pair of a mapping in block style, as lines that begin in this column. A list of scalars goes on one line. */
export function writeBlockPair([key, value]: readonly [string, PlainValue], column: number): readonly string[] {
  const pad = ' '.repeat(column)
  if (isScalarValue(value)) return [`${pad}${key}: ${writeScalar(value)}`]
  if (!isList(value)) return [`${pad}${key}:`, ...writeBlockMapping(value, column + 2)]
  if (!value.some(isMapping)) return [`${pad}${key}: ${writeFlow(value)}`]
  return [`${pad}${key}:`, ...value.flatMap((item) => writeBlockItem(item, { column: column + 2, gap: 2 }))]
}

/** Where an item of a list stands: the column of its dash, and how far behind it its content begins. */
export interface ItemPlace {
  readonly column: number
  readonly gap: number
}

/** Writes an item of a list in block style. */
export function writeBlockItem(value: PlainValue, { column, gap }: ItemPlace): readonly string[] {
  const dash = `${' '.repeat(column)}-`
  if (!isMapping(value)) return [`${dash}${' '.repeat(gap - 1)}${writeFlow(value)}`]
  const [first = '', ...rest] = writeBlockMapping(value, column + gap)
  return [dash + first.slice(dash.length), ...rest]
}

function writeBlockMapping(value: PlainMapping, column: number): readonly string[] {
  return Object.entries(value).flatMap((pair) => writeBlockPair(pair, column))
}

function isScalarValue(value: PlainValue): value is string | number {
  return typeof value !== 'object'
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value)
}

function isMapping(value: PlainValue): value is PlainMapping {
  return !isScalarValue(value) && !isList(value)
}
