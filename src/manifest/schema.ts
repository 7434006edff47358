import { makeProblem, type Problem } from '../domain/problem.ts'
import type { Manifest } from '../generated/manifest.ts'
import validate, { type SchemaFault } from '../generated/validate-manifest.js'
import { formatPointer, parsePointer } from '../yaml/place.ts'
import { isRecord, withoutValues } from '../yaml/record.ts'
import type { Locate, MergedManifest } from './merge.ts'
import { wordFault } from './schema-problems.ts'

/** A value of which any part may be absent, since it was refused. What is there is as the schema demands. */
export type Sound<Value> = Value extends readonly (infer Item)[]
  ? readonly (Sound<Item> | undefined)[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: Sound<Value[Key]> | undefined }
    : Value

/** What a manifest is worth by the schema. */
export interface SchemaVerdict {
  readonly sound: Sound<Manifest> | undefined
  readonly problems: readonly Problem[]
}

const MOST_PARTIES = 10_000
const MOST_SHOWN = 500
/** With more faults than these, what is left says nothing any more. */
const MOST_SURVIVED = 5_000

/** Holds a manifest against the schema, and keeps what is sound of it, so that the rules can go on. */
export function checkSchema({ value, place }: MergedManifest): SchemaVerdict {
  if (value === undefined) return { sound: undefined, problems: [] }
  const excess = findExcess(value, place)
  if (excess !== undefined) return { sound: undefined, problems: [excess] }
  if (validate(value)) return { sound: value, problems: [] }
  const faults = validate.errors ?? []
  const problems = wordFaults(faults, value, place)
  if (faults.length > MOST_SURVIVED) return { sound: undefined, problems }
  const sound = withoutValues(value, new Set(faults.flatMap(refusedBy)))
  return { sound: isRecord(sound) ? sound : undefined, problems }
}

/** Counted first, since each party can have several faults. */
function findExcess(value: unknown, place: Locate): Problem | undefined {
  const nodes = isRecord(value) ? value['nodes'] : undefined
  if (!Array.isArray(nodes)) return undefined
  const second = nodes.filter((node) => isRecord(node) && node['secondInstance'] !== undefined)
  const count = 1 + nodes.length + second.length
  if (count <= MOST_PARTIES) return undefined
  return makeProblem('PARTIES_TOO_MANY', place(['nodes'], 'key'), { count, limit: MOST_PARTIES })
}

function wordFaults(faults: readonly SchemaFault[], value: unknown, place: Locate): readonly Problem[] {
  const shown = faults.slice(0, MOST_SHOWN).map((fault) => wordFault(fault, value, place))
  const once = new Map(shown.map((problem) => [JSON.stringify(problem), problem]))
  const hidden = faults.length - MOST_SHOWN
  const { file = '' } = place([])
  return [...once.values(), ...(hidden > 0 ? [makeProblem('MORE_PROBLEMS', { file }, { count: hidden })] : [])]
}

/** A key that is missing makes nothing else unsound; a list named for one item keeps the others. */
function refusedBy({ keyword, instancePath, params }: SchemaFault): readonly string[] {
  if (keyword === 'required' || keyword === 'uniqueItems') return []
  if (keyword !== 'additionalProperties') return [instancePath]
  return [formatPointer([...parsePointer(instancePath), String(params['additionalProperty'])])]
}
