import type { Problem } from '../domain/problem.ts'
import { parseYaml, type EmptyCode, type YamlDocument } from './document.ts'
import { measureYaml, type Measure } from './measure.ts'
import { decodeText, findHiddenCharacters } from './text.ts'

/** What became of a file's bytes. */
export interface YamlReading {
  /** Absent where the text was not even parsed. */
  readonly document: YamlDocument | undefined
  /** Of this file and of those before it. */
  readonly measure: Measure
  readonly problems: readonly Problem[]
}

/**
 * Reads a YAML file of somebody else's: strictly as UTF-8, without hidden characters, measured before anything is built.
 *
 * @param used - the measure of the files before this one.
 */
export function readYaml(
  { file, bytes }: { readonly file: string; readonly bytes: Uint8Array },
  used: Measure,
  empty: EmptyCode,
): YamlReading {
  const decoded = decodeText(file, bytes)
  if (decoded.kind === 'fault') return { document: undefined, measure: used, problems: [decoded.problem] }
  const hidden = findHiddenCharacters(decoded.source)
  const { measure, problem } = measureYaml(decoded.source, used)
  if (problem !== undefined) return { document: undefined, measure, problems: [...hidden, problem] }
  const document = parseYaml(decoded.source, empty)
  return { document, measure, problems: [...hidden, ...document.problems] }
}
