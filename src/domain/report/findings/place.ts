import type { Party } from '../../party.ts'
import type { Place } from '../../problem.ts'
import { namePath } from '../../snapshot.ts'
import type { ReportedDirectory } from '../facts.ts'

/** Where a party's certificate is declared. */
export function placeOf({ certificatePath }: Pick<Party, 'certificatePath'>, directory: ReportedDirectory): Place {
  return { file: namePath(directory.prefix, certificatePath), line: 1, column: 1 }
}

/** Where the federation as a whole is declared. */
export function placeOfManifest(directory: ReportedDirectory): Place {
  return { file: namePath(directory.prefix, 'federation.yaml'), line: 1, column: 1 }
}

/**
 * Makes a place that names its file for people one that names it below the top of the repository; what names no file, or
 * the directory as a whole, is declared in the manifest.
 */
export function belowTop(place: Place, directory: ReportedDirectory): Place {
  const { file } = place
  const { label, prefix } = directory
  if (file === undefined || file === label) return placeOfManifest(directory)
  const before = namePath(label, '')
  return file.startsWith(before) && before !== ''
    ? { ...place, file: namePath(prefix, file.slice(before.length)) }
    : place
}
