import { holdsPrivateKey, isNamedLikeKey } from '../domain/certificate/private-key.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import { namePath, type Snapshot, type SnapshotFile } from '../domain/snapshot.ts'
import { isManifestPath } from './manifest-files.ts'

/** What a search for private keys tells. */
export interface KeySearch {
  /** The paths of the files that hold one: nothing of their content may be shown. */
  readonly paths: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

/** Searches every file of a federation directory for private keys, whether or not anything refers to it. */
export function findPrivateKeys({ files, label }: Snapshot): KeySearch {
  const keys = files.filter(isKey)
  const unread = files.filter(
    ({ path, kind, bytes }) => kind === 'file' && bytes === undefined && !isManifestPath(path),
  )
  return {
    paths: new Set(keys.map(({ path }) => path)),
    problems: [
      ...keys.map(({ path }) => makeProblem('PRIVATE_KEY', { file: namePath(label, path), line: 1, column: 1 }, {})),
      ...unread.map(({ path, size }) => makeProblem('FILE_NOT_SEARCHED', { file: namePath(label, path) }, { size })),
    ],
  }
}

function isKey({ path, bytes }: SnapshotFile): boolean {
  return isNamedLikeKey(path) || (bytes !== undefined && holdsPrivateKey(bytes))
}
