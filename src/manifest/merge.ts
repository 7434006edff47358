import type { Place, Problem } from '../domain/problem.ts'
import { placeOf, type YamlDocument, type Part } from '../yaml/document.ts'
import { NOTHING_MEASURED } from '../yaml/measure.ts'
import type { Pointer } from '../yaml/place.ts'
import { readYaml } from '../yaml/read.ts'
import { isRecord } from '../yaml/record.ts'
import type { ManifestFile } from './manifest-files.ts'

/** Tells the place of a value of the manifest, or of its key, in whichever file it is. */
export type Locate = (pointer: Pointer, part?: Part) => Place

/** The outline as one value, though it may be written in several files. */
export interface MergedManifest {
  /** As in `federation.yaml`, with the entries of `parties/*.yaml` behind its own nodes; absent if it cannot be read. */
  readonly value: unknown
  readonly place: Locate
  readonly problems: readonly Problem[]
}

/** Reads the files of a manifest and puts them together. */
export function mergeManifest(manifest: ManifestFile, parties: readonly ManifestFile[]): MergedManifest {
  let measure = NOTHING_MEASURED
  const readings = [manifest, ...parties].map((file) => {
    const reading = readYaml(file, measure, 'MANIFEST_EMPTY')
    measure = reading.measure
    return reading
  })
  const main = readings[0]?.document
  const others = readings.slice(1).flatMap(({ document }) => (document?.value === undefined ? [] : [document]))
  const problems = readings.flatMap((reading) => reading.problems)
  if (main === undefined) return { value: undefined, place: () => ({ file: manifest.file }), problems }
  return { value: joinNodes(main.value, others), place: makeLocate(main, others), problems }
}

function joinNodes(value: unknown, others: readonly YamlDocument[]): unknown {
  if (!isRecord(value) || others.length === 0) return value
  const own: unknown = value['nodes'] ?? []
  return Array.isArray(own) ? { ...value, nodes: own.concat(others.map((document) => document.value)) } : value
}

function makeLocate(main: YamlDocument, others: readonly YamlDocument[]): Locate {
  const nodes = isRecord(main.value) ? main.value['nodes'] : undefined
  const own = Array.isArray(nodes) ? nodes.length : 0
  return (pointer, part = 'value') => {
    const [list, index, ...rest] = pointer
    const other = list === 'nodes' ? others[Number(index) - own] : undefined
    return other === undefined ? placeOf(main, pointer, part) : placeOf(other, rest, part)
  }
}
