import type { Place, Problem } from '../domain/problem.ts'
import { placeOf, parseManifestDocument, type ManifestDocument, type Part } from './document.ts'
import type { ManifestFile } from './manifest-files.ts'
import { measureYaml, type Measure } from './measure.ts'
import type { Pointer } from './place.ts'
import { isRecord } from './record.ts'
import { decodeText, findHiddenCharacters } from './text.ts'

/** Tells the place of a value of the manifest, or of its key, in whichever file it is. */
export type Locate = (pointer: Pointer, part?: Part) => Place

/** The outline as one value, though it may be written in several files. */
export interface MergedManifest {
  /** As in `federation.yaml`, with the entries of `parties/*.yaml` behind its own nodes; absent if it cannot be read. */
  readonly value: unknown
  readonly place: Locate
  readonly problems: readonly Problem[]
}

interface DocumentReading {
  readonly document: ManifestDocument | undefined
  readonly measure: Measure
  readonly problems: readonly Problem[]
}

const NOTHING: Measure = { lexemes: 0, signs: 0, lines: 0 }

/** Reads the files of a manifest and puts them together. */
export function mergeManifest(manifest: ManifestFile, parties: readonly ManifestFile[]): MergedManifest {
  let measure = NOTHING
  const readings = [manifest, ...parties].map((file) => {
    const reading = readDocument(file, measure)
    measure = reading.measure
    return reading
  })
  const main = readings[0]?.document
  const others = readings.slice(1).flatMap(({ document }) => (document?.value === undefined ? [] : [document]))
  const problems = readings.flatMap((reading) => reading.problems)
  if (main === undefined) return { value: undefined, place: () => ({ file: manifest.file }), problems }
  return { value: joinNodes(main.value, others), place: makeLocate(main, others), problems }
}

function readDocument({ file, bytes }: ManifestFile, used: Measure): DocumentReading {
  const decoded = decodeText(file, bytes)
  if (decoded.kind === 'fault') return { document: undefined, measure: used, problems: [decoded.problem] }
  const hidden = findHiddenCharacters(decoded.source)
  const { measure, problem } = measureYaml(decoded.source, used)
  if (problem !== undefined) return { document: undefined, measure, problems: [...hidden, problem] }
  const document = parseManifestDocument(decoded.source)
  return { document, measure, problems: [...hidden, ...document.problems] }
}

function joinNodes(value: unknown, others: readonly ManifestDocument[]): unknown {
  if (!isRecord(value) || others.length === 0) return value
  const own: unknown = value['nodes'] ?? []
  return Array.isArray(own) ? { ...value, nodes: own.concat(others.map((document) => document.value)) } : value
}

function makeLocate(main: ManifestDocument, others: readonly ManifestDocument[]): Locate {
  const nodes = isRecord(main.value) ? main.value['nodes'] : undefined
  const own = Array.isArray(nodes) ? nodes.length : 0
  return (pointer, part = 'value') => {
    const [list, index, ...rest] = pointer
    const other = list === 'nodes' ? others[Number(index) - own] : undefined
    return other === undefined ? placeOf(main, pointer, part) : placeOf(other, rest, part)
  }
}
