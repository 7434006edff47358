import { FAMILY_TREES, type FamilyTreeName } from './families.ts'
import type { Section, SectionsRequest } from './sections.ts'

/** What a configuration is written from. */
export interface ConfigurationRequest extends SectionsRequest {
  readonly family: FamilyTreeName
}

/** Writes the `.ini` that a new component of this family and role gets: the text of Python's `ConfigParser.write`. */
export function writeConfiguration(request: ConfigurationRequest): string {
  return FAMILY_TREES[request.family]
    .sections(request)
    .map(([name, options]) => `[${name}]\n${writeOptions(options)}\n`)
    .join('')
}

function writeOptions(options: Section[1]): string {
  return Object.entries(options)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('')
}
