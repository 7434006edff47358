import type { Place, Problem } from '../domain/problem.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import { layOutDeclaration, type Declaration } from './declaration.ts'
import { locateManifestFiles } from './manifest-files.ts'
import { mergeManifest } from './merge.ts'
import { checkRules } from './rules.ts'
import { checkSchema } from './schema.ts'

/** What the manifest says, as far as it can be understood, and all that is wrong with it. */
export interface ParsedDeclaration {
  readonly declaration: Declaration | undefined
  readonly problems: readonly Problem[]
}

/**
 * Parses the files of a declaration: text, YAML, schema, rules.
 *
 * @param keyFiles - the files that hold a private key; they are not read any further, so that nothing of it is shown.
 */
export function parseDeclaration(snapshot: Snapshot, keyFiles: ReadonlySet<string>): ParsedDeclaration {
  const { manifest, parties, problems: located } = locateManifestFiles(snapshot)
  const others = parties.filter(({ path }) => !keyFiles.has(path))
  if (manifest === undefined || keyFiles.has(manifest.path)) return { declaration: undefined, problems: located }
  const merged = mergeManifest(manifest, others)
  const { sound, problems: refused } = checkSchema(merged)
  const declaration = sound === undefined ? undefined : layOutDeclaration(sound, merged.place)
  const written = new Set(merged.problems.map(({ place }) => identify(place)))
  return {
    declaration,
    problems: [
      ...located,
      ...merged.problems,
      // How a value is written comes first: what it would mean is of no interest before.
      ...refused.filter(({ place }) => place.pointer === undefined || !written.has(identify(place))),
      ...(declaration === undefined ? [] : checkRules(declaration)),
    ],
  }
}

function identify({ file = '', pointer = '' }: Place): string {
  return `${file}#${pointer}`
}
