import type { Document, ErrorCode, YAMLError } from 'yaml'
import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import { placeAt, type TextSource } from './place.ts'

const MOST_SHOWN = 20

/** What the library's codes mean, in words of ours: its own messages quote the file. */
const REASONS: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_COLLECTION_TYPE: 'a list or mapping has the wrong form here',
  BAD_DQ_ESCAPE: 'there is no such escape in double quotes; use single quotes for text with \\',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_PROP_ORDER: 'a tag or anchor stands where none can be',
  BAD_SCALAR_START: 'text that begins with this character must be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a `key: value` stands inside another one on the same line',
  BLOCK_IN_FLOW: 'a list or mapping in brackets cannot hold an indented one',
  KEY_OVER_1024_CHARS: 'this key is longer than 1024 characters',
  MISSING_CHAR: 'a sign such as `:`, `,`, a quote or a bracket is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines',
  TAB_AS_INDENT: 'the line is indented by a tab; use spaces',
  UNEXPECTED_TOKEN: 'this sign is not expected here',
}

/** The library's codes that have a code of ours. */
const CODES: Readonly<Partial<Record<ErrorCode, (place: Place, found: string) => Problem>>> = {
  ALIAS_PROPS: (place) => makeProblem('YAML_ALIAS', place, { what: 'alias' }),
  BAD_ALIAS: (place) => makeProblem('YAML_ALIAS', place, { what: 'alias' }),
  MULTIPLE_ANCHORS: (place) => makeProblem('YAML_ALIAS', place, { what: 'anchor' }),
  MULTIPLE_DOCS: (place) => makeProblem('YAML_DOCUMENTS', place, {}),
  MULTIPLE_TAGS: (place, tag) => makeProblem('YAML_TAG', place, { tag }),
  NON_STRING_KEY: (place) => makeProblem('KEY_NOT_TEXT', place, {}),
  RESOURCE_EXHAUSTION: (place) => makeProblem('YAML_TOO_DEEP', place, {}),
  TAG_RESOLVE_FAILED: (place, tag) => makeProblem('YAML_TAG', place, { tag }),
}

/**
 * Collects what keeps a text from being one YAML document. Warnings count, too, but for tags: those are found later.
 *
 * @remarks Of plain errors of syntax the first is told alone: what follows is read wrongly because of it.
 */
export function findSyntaxProblems(source: TextSource, { errors, warnings }: Document.Parsed): readonly Problem[] {
  const faults = [...errors, ...warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')]
  const [first, ...others] = faults
  if (first === undefined) return []
  return [first, ...others.filter(({ code }) => code in CODES)]
    .slice(0, MOST_SHOWN)
    .map((fault) => wordFault(source, fault))
}

function wordFault(source: TextSource, { code, pos: [start, end] }: YAMLError): Problem {
  const place = placeAt(source, { start, end }, undefined)
  const own = CODES[code]?.(place, source.text.slice(start, end))
  return own ?? makeProblem('YAML_SYNTAX', place, { reason: REASONS[code] ?? 'it cannot be read from here on' })
}
