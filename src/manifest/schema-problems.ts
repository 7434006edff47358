import { findNearest } from '../domain/nearest.ts'
import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import type { SchemaFault } from '../generated/validate-manifest.js'
import { describeValue, expectType, writeValue } from '../yaml/describe-value.ts'
import { parsePointer, type Pointer } from '../yaml/place.ts'
import { isRecord, valueAt } from '../yaml/record.ts'
import type { Locate } from './merge.ts'
import { nameOwner, nameValue } from './name-value.ts'
import { knownKeys, PROFILE_NAMES } from './schema-keys.ts'
import { wordForm } from './value-forms.ts'

/** Where a fault lies and what is there. */
interface Fault {
  readonly pointer: Pointer
  /** The whole manifest, as it was read. */
  readonly manifest: unknown
  readonly value: unknown
  readonly params: SchemaFault['params']
  readonly place: Locate
}

/** Words a fault that the schema found, as if somebody had looked for just this one. */
export function wordFault({ keyword, instancePath, params }: SchemaFault, manifest: unknown, place: Locate): Problem {
  const pointer = parsePointer(instancePath)
  const fault = { pointer, manifest, value: valueAt(manifest, pointer), params, place }
  return (WORDING[keyword] ?? wordBadForm)(fault)
}

const WORDING: Readonly<Record<string, (fault: Fault) => Problem>> = {
  additionalProperties: wordUnknownKey,
  const: wordVersion,
  enum: wordProfile,
  maxItems: ({ pointer, params, place }) =>
    makeProblem('LIST_TOO_LONG', place(pointer, 'key'), { key: nameValue(pointer), limit: Number(params['limit']) }),
  required: ({ pointer, manifest, params, place }) => {
    const facts = { key: String(params['missingProperty']), owner: nameOwner(pointer, manifest) }
    return makeProblem('KEY_MISSING', firstLine(place(pointer)), facts)
  },
  type: wordType,
  uniqueItems: ({ pointer, value, params, place }) => {
    const twice = [...pointer, String(Math.max(Number(params['i']), Number(params['j'])))]
    return makeProblem('FINGERPRINT_TWICE', place(twice), { value: writeValue(valueAt(value, twice.slice(-1))) })
  },
}

function wordUnknownKey({ pointer, params, value, place }: Fault): Problem {
  const key = String(params['additionalProperty'])
  const known = knownKeys(pointer)
  const free = known.filter((name) => !(isRecord(value) && Object.hasOwn(value, name)))
  const facts = { key, nearest: findNearest(key, free), known }
  return makeProblem('KEY_UNKNOWN', place([...pointer, key], 'key'), facts)
}

function wordVersion({ pointer, value, place }: Fault): Problem {
  const written = writeValue(value)
  const newer = Number(/^fbm-gitops\/v([0-9]{1,9})$/.exec(written)?.[1] ?? 0) > 1
  return makeProblem('MANIFEST_VERSION', place(pointer), { value: written, newer })
}

function wordProfile({ pointer, value, place }: Fault): Problem {
  const written = writeValue(value)
  const facts = { value: written, nearest: findNearest(written, PROFILE_NAMES), known: PROFILE_NAMES }
  return makeProblem('PROFILE_UNKNOWN', place(pointer), facts)
}

function wordType({ pointer, value, params, place }: Fault): Problem {
  const { expected, hint } = expectType(String(params['type']), pointer, value)
  return makeProblem('VALUE_TYPE', place(pointer), {
    key: nameValue(pointer),
    expected,
    found: describeValue(value),
    hint,
  })
}

function wordBadForm({ pointer, value, params, place }: Fault): Problem {
  return wordForm({ pointer, written: writeValue(value), limit: Number(params['limit']) }, place(pointer))
}

/** Where something is missing, the mark belongs under the beginning of what should hold it. */
function firstLine(place: Place): Place {
  return { ...place, length: 1 }
}
