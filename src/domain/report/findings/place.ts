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

/** Makes a place that names its file for people one that names it below the top of the repository. */
export function belowTop(place: Place, { label, prefix }: ReportedDirectory): Place {
  const { file } = place
  const before = namePath(label, '')
  return file?.startsWith(before) === true && before !== ''
    ? { ...place, file: namePath(prefix, file.slice(before.length)) }
    : place
}
