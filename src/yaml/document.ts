import { isMap, isScalar, isSeq, parseDocument, type Document, type ParsedNode } from 'yaml'
import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import { inspectTree } from './inspect-tree.ts'
import { placeAt, type Pointer, type Span, type TextSource } from './place.ts'
import { findSyntaxProblems } from './syntax.ts'

/** A YAML file as a tree whose values know their places. */
export interface YamlDocument {
  readonly source: TextSource
  readonly tree: ParsedNode | null
  /** The plain value; absent where the document must not be believed as a whole. */
  readonly value: unknown
  readonly problems: readonly Problem[]
}

/** Which part of a pair a place names. */
export type Part = 'key' | 'value'

/** What is said of a file that holds nothing: that depends on what was expected of it. */
export type EmptyCode = 'MANIFEST_EMPTY' | 'SETTINGS_EMPTY'

/**
 * Parses a YAML file under strict settings.
 *
 * @remarks The library would compare each key with each other one: duplicates are found by `inspectTree` instead. With
 * `logLevel: silent` it would not report a second document.
 */
export function parseYaml(source: TextSource, empty: EmptyCode): YamlDocument {
  const document = parseDocument(source.text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    uniqueKeys: false,
    merge: false,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  })
  const tree = document.contents
  const syntax = findSyntaxProblems(source, document)
  if (syntax.length > 0) return { source, tree, value: undefined, problems: syntax }
  if (isEmpty(document)) {
    const place = placeAt(source, { start: 0, end: 1 }, [])
    return { source, tree, value: undefined, problems: [makeProblem(empty, place, {})] }
  }
  const { problems, isSound } = inspectTree(source, tree)
  return { source, tree, value: isSound ? document.toJS({ maxAliasCount: 0 }) : undefined, problems }
}

/** Tells the place of a value, or of its key; where it does not exist, of what would hold it. */
export function placeOf(document: YamlDocument, pointer: Pointer, part: Part): Place {
  return placeAt(document.source, findSpan(document.tree, pointer, part), pointer)
}

function isEmpty({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.source === '' && contents.value === null)
}

function findSpan(tree: ParsedNode | null, pointer: Pointer, part: Part): Span {
  let node = tree
  let keySpan: Span | undefined
  for (const step of pointer) {
    const child = findChild(node, step)
    if (child === undefined) return keySpan ?? spanOf(node)
    keySpan = child.key
    node = child.value
  }
  // A value that was left empty has no text of its own: its key stands for it.
  const span = spanOf(node)
  return keySpan !== undefined && (part === 'key' || span.start === span.end) ? keySpan : span
}

function findChild(
  node: ParsedNode | null,
  step: string,
): { readonly key: Span | undefined; readonly value: ParsedNode | null } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => 'value' in key && key.value === step)
    return pair === undefined ? undefined : { key: spanOf(pair.key), value: pair.value }
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined
  return item === undefined ? undefined : { key: undefined, value: item }
}

function spanOf(node: ParsedNode | null): Span {
  const [start, end] = node?.range ?? [0, 0]
  return { start, end }
}
