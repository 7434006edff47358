import { makeProblem, type Problem } from '../domain/problem.ts'
import type { SettingsFile } from '../generated/settings-file.ts'
import validate from '../generated/validate-settings-file.js'
import type { YamlDocument } from '../yaml/document.ts'
import { wordFault } from './wording.ts'

/** What settings are worth by the schema: the value, if all of it is sound. */
export interface SchemaVerdict {
  readonly value: SettingsFile | undefined
  readonly problems: readonly Problem[]
}

const MOST_SHOWN = 100

/** Holds a settings file against the schema. */
export function checkSchema(document: YamlDocument): SchemaVerdict {
  const { value, source } = document
  if (validate(value)) return { value, problems: [] }
  // A condition that failed has told why by itself.
  const faults = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if')
  const shown = faults.slice(0, MOST_SHOWN).map((fault) => wordFault(fault, document))
  const hidden = faults.length - shown.length
  const more = hidden > 0 ? [makeProblem('MORE_PROBLEMS', { file: source.file }, { count: hidden })] : []
  // A branch of a condition tells what was told already.
  const once = new Map(shown.map((problem) => [JSON.stringify(problem), problem]))
  return { value: undefined, problems: [...once.values(), ...more] }
}
