import { findNearest } from '../domain/nearest.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import type { SchemaFault } from '../generated/validate-settings-file.js'
import { describeValue, expectType, writeValue } from '../yaml/describe-value.ts'
import { placeOf, type YamlDocument } from '../yaml/document.ts'
import { parsePointer, type Pointer } from '../yaml/place.ts'
import { isRecord, valueAt } from '../yaml/record.ts'
import { knownKeys, schemaAt } from './schema-keys.ts'

/** Where a fault lies and what is there. */
interface Fault {
  readonly pointer: Pointer
  readonly value: unknown
  readonly params: SchemaFault['params']
  readonly document: YamlDocument
}

const DURATION = 'a duration such as 500ms, 60s, 5m, 24h or 7d'
const SIZE = 'a size such as 512KiB or 32MiB'

/** What is written in a form of its own, by its key. */
const FORMS: Readonly<Record<string, string>> = {
  fetchLimit: SIZE,
  fetchTimeout: DURATION,
  inside: 'an absolute path',
  interval: DURATION,
  maxStaleness: DURATION,
  timeout: DURATION,
  validFor: DURATION,
  url: 'an address that begins with http:// or https://',
}

/** The keys of which another one takes the place, as it reads in a sentence. */
const RIVALS: Readonly<Record<string, string>> = { federation: 'repository', url: 'urlFile', command: 'webhook' }

/** Words a fault that the schema found in settings. */
export function wordFault({ keyword, instancePath, params }: SchemaFault, document: YamlDocument): Problem {
  const pointer = parsePointer(instancePath)
  const fault = { pointer, value: valueAt(document.value, pointer), params, document }
  return (WORDING[keyword] ?? wordForm)(fault)
}

const WORDING: Readonly<Record<string, (fault: Fault) => Problem>> = {
  additionalProperties: wordUnknownKey,
  const: ({ pointer, value, document }) => {
    const written = writeValue(value)
    const newer = Number(/^fbm-gitops\/v([0-9]{1,9})$/.exec(written)?.[1] ?? 0) > 1
    return makeProblem('SETTINGS_VERSION', placeOf(document, pointer, 'value'), { value: written, newer })
  },
  enum: wordChoice,
  'false schema': ({ pointer, document }) => {
    const key = nameKey(pointer)
    return makeProblem('SETTINGS_CONTRADICTION', placeOf(document, pointer, 'key'), { key, other: RIVALS[key] ?? '' })
  },
  maxLength: ({ pointer, params, document }) => {
    const facts = { key: nameKey(pointer), limit: Number(params['limit']) }
    return makeProblem('TEXT_TOO_LONG', placeOf(document, pointer, 'value'), facts)
  },
  minItems: ({ pointer, document }) =>
    makeProblem('SETTINGS_LIST_EMPTY', placeOf(document, pointer, 'key'), { key: nameKey(pointer) }),
  required: wordMissing,
  type: wordType,
}

function wordUnknownKey({ pointer, params, value, document }: Fault): Problem {
  const key = String(params['additionalProperty'])
  const known = knownKeys(pointer)
  const free = known.filter((name) => !(isRecord(value) && Object.hasOwn(value, name)))
  const facts = { key, nearest: findNearest(key, free), known }
  return makeProblem('KEY_UNKNOWN', placeOf(document, [...pointer, key], 'key'), facts)
}

function wordChoice({ pointer, value, params, document }: Fault): Problem {
  const known = Array.isArray(params['allowedValues']) ? params['allowedValues'].map(String) : []
  const written = writeValue(value)
  const facts = { key: nameKey(pointer), value: written, nearest: findNearest(written, known), known }
  return makeProblem('SETTINGS_CHOICE', placeOf(document, pointer, 'value'), facts)
}

/** Where something is missing, the mark belongs under the beginning of what should hold it. */
function wordMissing({ pointer, params, document }: Fault): Problem {
  const key = String(params['missingProperty'])
  const owner = pointer.length === 0 ? 'the settings' : `'${nameKey(pointer)}'`
  const place = { ...placeOf(document, pointer, 'value'), length: 1 }
  const other = RIVALS[key]
  return other === undefined
    ? makeProblem('KEY_MISSING', place, { key, owner })
    : makeProblem('SETTINGS_EITHER', place, { key, other, owner })
}

function wordType({ pointer, value, params, document }: Fault): Problem {
  const type = String(params['type'])
  if (type === 'string' && typeof value === 'number' && nameKey(pointer) in FORMS) {
    return wordForm({ pointer, value, params, document })
  }
  const { expected, hint } = expectType(type, pointer, value)
  const facts = { key: nameKey(pointer), expected, found: describeValue(value), hint }
  return makeProblem('VALUE_TYPE', placeOf(document, pointer, 'value'), facts)
}

function wordForm({ pointer, value, document }: Fault): Problem {
  const key = nameKey(pointer)
  const facts = { key, value: writeValue(value), expected: FORMS[key] ?? 'a text that is not empty' }
  return makeProblem('SETTINGS_VALUE', placeOf(document, pointer, 'value'), facts)
}

/** Names what a pointer leads to: its key, or its list and the place there. */
function nameKey(pointer: Pointer): string {
  const last = pointer.at(-1)
  if (last === undefined) return 'the settings'
  const list = pointer.at(-2)
  return list !== undefined && schemaAt(pointer.slice(0, -1))['type'] === 'array'
    ? `${list}, entry ${Number(last) + 1}`
    : last
}
