import { makeProblem, sortProblems, type Problem } from '../domain/problem.ts'
import type { Settings } from '../domain/settings.ts'
import { placeOf } from '../yaml/document.ts'
import { NOTHING_MEASURED } from '../yaml/measure.ts'
import { readYaml } from '../yaml/read.ts'
import { constructSettings } from './construct.ts'
import { checkRules } from './rules.ts'
import { checkSchema } from './schema.ts'
import { findSecrets } from './secrets.ts'

/** What a settings file says, or all that is wrong with it. */
export type ParsedSettings =
  | { readonly settings: Settings; readonly problems?: undefined }
  | { readonly settings?: undefined; readonly problems: readonly Problem[] }

/** The bytes of a settings file, and what it means to name a file in it. */
export interface SettingsText {
  /** As it was named: for messages. */
  readonly file: string
  readonly bytes: Uint8Array
  /** Makes the name of a file in it absolute. */
  readonly resolve: (path: string) => string
}

/** Far more than a host with a hundred components needs. */
export const LARGEST_SETTINGS: number = 64 * 1024

/**
 * Parses `fbm-gitops.yaml` as strictly as a manifest: text, YAML, schema, rules.
 *
 * @remarks Where it holds a secret, that alone is told, and nothing of the file is shown.
 */
export function parseSettings(text: SettingsText): ParsedSettings {
  const { file, bytes } = text
  if (bytes.length > LARGEST_SETTINGS) {
    return { problems: [makeProblem('SETTINGS_TOO_BIG', { file }, { size: bytes.length, limit: LARGEST_SETTINGS })] }
  }
  const { document, problems: written } = readYaml({ file, bytes }, NOTHING_MEASURED, 'SETTINGS_EMPTY')
  const secrets = findSecrets(file, bytes, document)
  if (secrets.length > 0) return { problems: secrets }
  // No key takes a number: how one is written is of no interest, since it is refused as such.
  const found = written.filter(({ code }) => code !== 'NUMBER_FORM')
  if (document?.value === undefined) return { problems: sortProblems(found) }
  const { value, problems: refused } = checkSchema(document)
  const place = (pointer: readonly string[]): Problem['place'] => placeOf(document, pointer, 'value')
  const broken = value === undefined ? [] : checkRules(value, place)
  const problems = sortProblems([...found, ...refused, ...broken])
  if (value === undefined || problems.length > 0) return { problems }
  return { settings: constructSettings(value, { ...text, lineOf: (pointer) => place(pointer).line ?? 1 }) }
}
