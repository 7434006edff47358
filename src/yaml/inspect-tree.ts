import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type Scalar } from 'yaml'
import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import { findHidden } from '../domain/quote.ts'
import { placeAt, type Pointer, type Span, type TextSource } from './place.ts'

/** What a tree holds that no file of ours may hold. */
export interface Inspection {
  readonly problems: readonly Problem[]
  /** Whether the plain value can be made and believed, as far as it goes. */
  readonly isSound: boolean
}

interface Finding {
  readonly problem: Problem
  /** Whether the tree must not be turned into plain values. */
  readonly isFatal: boolean
}

type ParsedPair = Pair<ParsedNode, ParsedNode | null>

/** Levels of a manifest: the list of a party's second instance is the deepest. Settings have fewer. */
const DEEPEST = 8
const RESERVED_KEYS = ['__proto__', 'constructor', 'prototype']
const PLAIN_INTEGER = /^-?(?:0|[1-9][0-9]{0,14})$/

/** Walks a parsed document and collects what is valid YAML, but must not stand in a file of ours. */
export function inspectTree(source: TextSource, tree: ParsedNode | null): Inspection {
  const findings = inspectNode(source, tree, [])
  return { problems: findings.map(({ problem }) => problem), isSound: findings.every(({ isFatal }) => !isFatal) }
}

function inspectNode(source: TextSource, node: ParsedNode | null, pointer: Pointer): readonly Finding[] {
  if (node === null) return []
  const properties = inspectProperties(source, node, pointer)
  if (pointer.length > DEEPEST) return [fatal(makeProblem('YAML_TOO_DEEP', placeIn(source, node, pointer), {}))]
  if (isScalar(node)) return [...properties, ...inspectScalar(source, node, pointer)]
  if (isMap(node)) return [...properties, ...inspectMap(source, node.items, pointer)]
  if (!isSeq(node)) return properties
  return [...properties, ...node.items.flatMap((item, index) => inspectNode(source, item, [...pointer, String(index)]))]
}

/** Anchors, aliases and tags. */
function inspectProperties(source: TextSource, node: ParsedNode, pointer: Pointer): readonly Finding[] {
  const place = (): Place => placeIn(source, node, pointer)
  if (isAlias(node)) return [fatal(makeProblem('YAML_ALIAS', place(), { what: `alias *${node.source}` }))]
  const findings: Finding[] = []
  if (node.anchor !== undefined) {
    findings.push(fatal(makeProblem('YAML_ALIAS', place(), { what: `anchor &${node.anchor}` })))
  }
  if (node.tag !== undefined) findings.push(fatal(makeProblem('YAML_TAG', place(), { tag: shortenTag(node.tag) })))
  return findings
}

/** As it is usually written. */
function shortenTag(tag: string): string {
  return tag.replace(/^tag:yaml\.org,2002:/, '!!')
}

function inspectMap(source: TextSource, pairs: readonly ParsedPair[], pointer: Pointer): readonly Finding[] {
  const first = new Map<string, ParsedNode>()
  return pairs.flatMap(({ key, value }) => {
    const text = isScalar(key) ? String(key.value) : ''
    const inside = [...pointer, text]
    const earlier = first.get(text)
    if (earlier === undefined) first.set(text, key)
    return [
      ...inspectProperties(source, key, inside),
      ...inspectKey(text, () => placeIn(source, key, inside)),
      ...(earlier === undefined
        ? []
        : [repeated(text, placeIn(source, key, inside), placeIn(source, earlier, inside))]),
      ...inspectNode(source, value, inside),
    ]
  })
}

function inspectKey(text: string, place: () => Place): readonly Finding[] {
  if (text === '<<') return [fatal(makeProblem('YAML_MERGE_KEY', place(), {}))]
  return RESERVED_KEYS.includes(text) ? [fatal(makeProblem('KEY_RESERVED', place(), { key: text }))] : []
}

function repeated(key: string, place: Place, earlier: Place): Finding {
  return fatal(makeProblem('KEY_TWICE', place, { key, firstLine: earlier.line ?? 1 }))
}

function inspectScalar(source: TextSource, node: Scalar.Parsed, pointer: Pointer): readonly Finding[] {
  const place = (): Place => placeIn(source, node, pointer)
  if (typeof node.value === 'number' && !PLAIN_INTEGER.test(node.source)) {
    return [{ problem: makeProblem('NUMBER_FORM', place(), { written: node.source }), isFatal: false }]
  }
  // Only what an escape such as "\u202e" brought in: the text itself was searched as a whole.
  if (typeof node.value !== 'string' || node.type !== 'QUOTE_DOUBLE') return []
  const [hidden] = findHidden(node.value)
  if (hidden === undefined) return []
  return [{ problem: makeProblem('TEXT_HIDDEN_CHARACTER', place(), { codePoint: hidden.codePoint }), isFatal: false }]
}

function fatal(problem: Problem): Finding {
  return { problem, isFatal: true }
}

function placeIn(source: TextSource, node: ParsedNode, pointer: Pointer): Place {
  return placeAt(source, spanOf(node), pointer)
}

function spanOf({ range: [start, end] }: ParsedNode): Span {
  return { start, end }
}
