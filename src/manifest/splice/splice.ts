import { isDeepStrictEqual } from 'node:util'
import { parseYaml, type YamlDocument } from '../../yaml/document.ts'
import { makeSource } from '../../yaml/place.ts'
import { findCuts } from './cuts.ts'
import { editValue, type ManifestEdit } from './edit.ts'
import { makeLayout, type Cut } from './layout.ts'

/**
 * Changes the text of a manifest so that it says what the edits want, one after the other. Everything else, each comment and
 * each space, stays as it is.
 *
 * @remarks Each text is parsed again and must mean the old value with the change, which `editValue` makes by other means.
 * @returns `undefined` where a part is written in a way that is left to people, or where that proof fails.
 */
export function spliceManifest(text: string, edits: readonly ManifestEdit[]): string | undefined {
  let document: YamlDocument | undefined = parse(text)
  for (const edit of edits) document = document === undefined ? undefined : spliceOnce(document, edit)
  return document?.source.text
}

function spliceOnce({ source, tree, value }: YamlDocument, edit: ManifestEdit): YamlDocument | undefined {
  const cuts = findCuts(makeLayout(source.text, tree), edit)
  if (cuts === undefined || value === undefined) return undefined
  const changed = parse(makeCuts(source.text, cuts))
  const isProven = changed.value !== undefined && isDeepStrictEqual(changed.value, editValue(value, edit))
  return isProven ? changed : undefined
}

function parse(text: string): YamlDocument {
  return parseYaml(makeSource('', text), 'MANIFEST_EMPTY')
}

/** In the order of the text. */
function makeCuts(text: string, cuts: readonly Cut[]): string {
  const starts = [0, ...cuts.map(({ end }) => end)]
  const kept = starts.map((start, index) => text.slice(start, cuts[index]?.start))
  return kept.map((part, index) => part + (cuts[index]?.text ?? '')).join('')
}
