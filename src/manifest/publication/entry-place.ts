import { parseYaml } from '../../yaml/document.ts'
import { makeSource, type Pointer } from '../../yaml/place.ts'
import { valueAt } from '../../yaml/record.ts'
import type { ManifestFile } from '../manifest-files.ts'
import type { EntryPlace } from './edits.ts'

/** A file of the manifest as text. */
export interface ManifestText {
  readonly file: ManifestFile
  readonly text: string
  /** The byte-order mark that it begins with, if any: it is no part of the text, and stays. */
  readonly mark: string
}

/** Finds the entry of an id: in the manifest itself (the first file), or in a file of its own. */
export function findEntry(texts: readonly ManifestText[], id: string): EntryPlace {
  for (const [index, { file, text }] of texts.entries()) {
    const { value } = parseYaml(makeSource(file.file, text), 'MANIFEST_EMPTY')
    const roots = index === 0 ? listEntries(value) : [[]]
    const pointer = roots
      .flatMap((root) => [root, [...root, 'secondInstance']])
      .find((candidate) => valueAt(value, [...candidate, 'id']) === id)
    if (pointer !== undefined) return { path: file.path, pointer }
  }
  throw new Error(`The entry of ${id} was read, but is in no file.`)
}

function listEntries(manifest: unknown): readonly Pointer[] {
  const nodes = valueAt(manifest, ['nodes'])
  const indices = Array.isArray(nodes) ? [...nodes.keys()] : []
  return [['researcher'], ...indices.map((index) => ['nodes', String(index)])]
}
