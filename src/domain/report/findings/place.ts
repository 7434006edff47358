import type { Party } from '../../party.ts'
import type { Place } from '../../problem.ts'
import type { FindingPlace } from '../drift-report.ts'
import type { FindingParts } from '../finding.ts'
import { namePath } from '../../snapshot.ts'
import type { ReportedDirectory } from '../facts.ts'

/** Where a party's certificate is declared. */
export function placeOf(
  { certificatePath }: Pick<Party, 'certificatePath'>,
  directory: ReportedDirectory,
): FindingPlace {
  return { file: namePath(directory.prefix, certificatePath), line: 1, column: 1 }
}

/** Where the federation as a whole is declared. */
export function placeOfManifest(directory: ReportedDirectory): FindingPlace {
  return { file: namePath(directory.prefix, 'federation.yaml'), line: 1, column: 1 }
}

/**
 * Makes a place that names its file for people one that names it below the top of the repository; what names no file, or
 * the directory as a whole, is declared in the manifest.
 */
export function belowTop(place: Place, directory: ReportedDirectory): FindingParts['place'] {
  const { file } = place
  const { label, prefix } = directory
  if (file === undefined || file === label) return placeOfManifest(directory)
  const before = namePath(label, '')
  const isBelow = file.startsWith(before) && before !== ''
  return { ...place, file: isBelow ? namePath(prefix, file.slice(before.length)) : file }
}
