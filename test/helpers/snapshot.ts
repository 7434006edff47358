import { NO_REVISION } from '../../src/domain/federation.ts'
import type { Snapshot, SnapshotFile } from '../../src/domain/snapshot.ts'
import { BASE_IDS, BASE_MANIFEST, baseCertificate, type BaseName } from './bad-base.ts'
import { replaceOnce } from './edit.ts'

/** Entries by path: text, bytes, or what is special about one; `undefined` leaves out what the base has. */
export type Entries = Readonly<Record<string, string | Uint8Array | Partial<SnapshotFile> | undefined>>

/** A snapshot in memory of just these entries. */
export function aSnapshot(entries: Entries, overrides: Partial<Snapshot> = {}): Snapshot {
  const files = Object.entries(entries).flatMap(([path, entry]) => (entry === undefined ? [] : [toFile(path, entry)]))
  const sorted = files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { revision: NO_REVISION, files: sorted, problems: [], label: 'federation', ...overrides }
}

/** The snapshot of a sound federation of four parties, with entries added, exchanged or left out. */
export async function aSoundSnapshot(entries: Entries = {}, overrides: Partial<Snapshot> = {}): Promise<Snapshot> {
  return aSnapshot({ ...(await baseEntries()), ...entries }, overrides)
}

/** The sound federation after one exchange in its manifest. */
export async function anEditedSnapshot(find: string, replace: string, entries: Entries = {}): Promise<Snapshot> {
  return aSoundSnapshot({ 'federation.yaml': replaceOnce(BASE_MANIFEST, find, replace), ...entries })
}

/** Where the certificate of a party of the base lies. */
export function certificatePath(name: BaseName): string {
  return `certificates/${BASE_IDS[name]}.pem`
}

async function baseEntries(): Promise<Entries> {
  const names: readonly BaseName[] = ['server', 'a', 'a2', 'b']
  const certificates = await Promise.all(
    names.map(async (name) => [certificatePath(name), (await baseCertificate(name)).certificatePem] as const),
  )
  return { 'federation.yaml': BASE_MANIFEST, ...Object.fromEntries(certificates) }
}

function toFile(path: string, entry: string | Uint8Array | Partial<SnapshotFile>): SnapshotFile {
  const bytes = typeof entry === 'string' ? Buffer.from(entry) : entry
  if (bytes instanceof Uint8Array) return { path, kind: 'file', executable: false, size: bytes.length, bytes }
  return { path, kind: 'file', executable: false, size: 0, bytes: undefined, ...bytes }
}
