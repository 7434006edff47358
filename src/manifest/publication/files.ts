import { Buffer } from 'node:buffer'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { PublishedFile } from '../../domain/publication.ts'
import { formatPointer } from '../../yaml/place.ts'
import { decodeText } from '../../yaml/text.ts'
import type { ManifestFile } from '../manifest-files.ts'
import type { ManifestEdit } from '../splice/edit.ts'
import { spliceManifest } from '../splice/splice.ts'
import { writeFlow } from '../splice/write-value.ts'
import type { FileEdit } from './edits.ts'
import type { ManifestText } from './entry-place.ts'

const MARK = '\ufeff'

/** Decodes the files of a manifest that was read without problems. */
export function readTexts(files: readonly ManifestFile[]): readonly ManifestText[] {
  return files.flatMap((file) => {
    const decoded = decodeText(file.file, file.bytes)
    const mark = Buffer.from(file.bytes.subarray(0, 3)).toString('utf8') === MARK ? MARK : ''
    return decoded.kind === 'text' ? [{ file, text: decoded.source.text, mark }] : []
  })
}

/** Makes the changes, and gives the files that have any; the problem where one of them is left to people. */
export function writeTexts(
  texts: readonly ManifestText[],
  edits: readonly FileEdit[],
): readonly PublishedFile[] | Problem {
  const written: PublishedFile[] = []
  for (const { file, text, mark } of texts) {
    const own = edits.filter(({ path }) => path === file.path).map(({ edit }) => edit)
    const spliced = own.length === 0 ? text : spliceManifest(text, own)
    if (spliced === undefined) {
      return makeProblem('PUBLISH_BY_HAND', { file: file.file }, { file: file.file, edits: own.map(describe) })
    }
    if (own.length > 0) written.push({ path: file.path, bytes: Buffer.from(mark + spliced) })
  }
  return written
}

function describe(edit: ManifestEdit): string {
  const place = formatPointer(edit.pointer)
  switch (edit.kind) {
    case 'set':
      return `${place}: ${writeFlow(edit.value)}`
    case 'append':
      return `at the end of ${place}: ${writeFlow(edit.value)}`
    case 'remove':
      return `without ${place}`
  }
}
