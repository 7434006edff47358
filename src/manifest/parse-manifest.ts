import type { Place, Problem } from '../domain/problem.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import { locateManifestFiles } from './manifest-files.ts'
import { mergeManifest } from './merge.ts'
import { makeOutline, type Outline } from './outline.ts'
import { checkRules } from './rules.ts'
import { checkSchema } from './schema.ts'

/** What the manifest says, as far as it can be understood, and all that is wrong with it. */
export interface ParsedManifest {
  readonly outline: Outline | undefined
  readonly problems: readonly Problem[]
}

/**
 * Parses the files of a manifest: text, YAML, schema, rules.
 *
 * @param keyFiles - the files that hold a private key; they are not read any further, so that nothing of it is shown.
 */
export function parseManifest(snapshot: Snapshot, keyFiles: ReadonlySet<string>): ParsedManifest {
  const { manifest, parties, problems: located } = locateManifestFiles(snapshot)
  const others = parties.filter(({ path }) => !keyFiles.has(path))
  if (manifest === undefined || keyFiles.has(manifest.path)) return { outline: undefined, problems: located }
  const merged = mergeManifest(manifest, others)
  const { sound, problems: refused } = checkSchema(merged)
  const outline = sound === undefined ? undefined : makeOutline(sound, merged.place)
  const written = new Set(merged.problems.map(({ place }) => identify(place)))
  return {
    outline,
    problems: [
      ...located,
      ...merged.problems,
      // How a value is written comes first: what it would mean is of no interest before.
      ...refused.filter(({ place }) => place.pointer === undefined || !written.has(identify(place))),
      ...(outline === undefined ? [] : checkRules(outline)),
    ],
  }
}

function identify({ file = '', pointer = '' }: Place): string {
  return `${file}#${pointer}`
}
