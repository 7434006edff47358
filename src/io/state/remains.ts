import { makeProblem, type Problem } from '../../domain/problem.ts'
import { scanRegistry, type RegistryImage } from '../../fedbiomed/registry/scan.ts'
import { diagnose, isRemnant, type Diagnosis } from '../registry/diagnosis.ts'
import type { Content } from '../registry/sighting.ts'
import { hasIdentity, type FileStatus, type FileSystem } from '../world/file-system.ts'
import { readJournal } from './journal-file.ts'
import type { Journal } from './journal.ts'
import type { StateDirectory } from './state-directory.ts'

/** What the next command that may write will do about an interrupted write of this diagnosis. */
const PROSPECTS: Readonly<Record<Diagnosis, string>> = {
  untouched: 'it had not begun to write the registry, save for spaces at its end',
  written: 'it had written everything, and only has to remember it',
  torn: 'it had written a part of the registry, which will be completed',
  overrun: 'it had written everything, and somebody else at the same moment',
  'changed-since': 'somebody else has written the registry since, which stays as it is',
  damaged: 'the registry was damaged since, which needs a decision',
}

/** A registry of which no plan may be made, though a command that may write will make it whole. */
const INCOMPLETE: ReadonlySet<Diagnosis> = new Set(['torn', 'overrun'])

/** Tells of a journal: a pass was interrupted, or is running; with what recovery will find, where that can be told. */
export function findInterruption(files: FileSystem, state: StateDirectory, registry?: Content): readonly Problem[] {
  const journal = readJournal(files, state.journal)
  if (journal === undefined) return []
  if (journal === 'damaged') {
    const facts = { since: undefined, prospect: 'its journal is damaged, and will be removed' }
    return [makeProblem('APPLY_INTERRUPTED', { file: state.journal }, facts)]
  }
  const prospect = registry === undefined ? undefined : PROSPECTS[diagnose(registry, journal)]
  const since = new Date(journal.time).toISOString()
  return [makeProblem('APPLY_INTERRUPTED', { file: state.journal }, { since, prospect })]
}

/**
 * Finds that a registry holds a part of what a pass of ours wrote: recovery completes it, or a later pass puts back what a
 * live writer cut off. It is never to be planned from, even where its bytes happen to be valid JSON.
 */
export function findRemains(
  files: FileSystem,
  state: StateDirectory,
  registry: { readonly file: string; readonly status: FileStatus | undefined; readonly content: Content },
): Problem | undefined {
  const { file, status, content } = registry
  if (status === undefined) return undefined
  const isPart = isInterrupted(files, state, content) || isCutOff(files, state, { status, content })
  return isPart ? makeProblem('REGISTRY_INCOMPLETE', { file }, { file }) : undefined
}

/**
 * Finds that a registry is empty or gone which held other tables than ours when it was last seen. Whoever registered in it
 * anew would make it look sound, while datasets and key material are only in backups, which grow old.
 */
export function findEmptied(
  files: FileSystem,
  state: StateDirectory,
  { file, content: { scan } }: { readonly file: string; readonly content: Content },
): Problem | undefined {
  if (scan.kind === 'fault' || holdsAnything(scan)) return undefined
  const committed = readValidJournal(files, state.committed)
  const last = committed === undefined ? undefined : scanRegistry(committed.after)
  if (last?.kind !== 'image' || last.otherTables.length === 0) return undefined
  return makeProblem('REGISTRY_EMPTIED', { file }, { file, tables: last.otherTables, memory: state.committed })
}

/** Tells whether a registry file holds a registration or any other table. */
export function holdsAnything({ otherTables, table }: RegistryImage): boolean {
  return otherTables.length > 0 || (table !== undefined && table.rows.length > 0)
}

/** Whatever its inode: a copy of a torn registry is torn. */
function isInterrupted(files: FileSystem, state: StateDirectory, content: Content): boolean {
  const journal = readValidJournal(files, state.journal)
  return journal !== undefined && INCOMPLETE.has(diagnose(content, journal))
}

function isCutOff(
  files: FileSystem,
  state: StateDirectory,
  { status, content }: { readonly status: FileStatus; readonly content: Content },
): boolean {
  if (content.scan.kind === 'image') return false
  const committed = readValidJournal(files, state.committed)
  if (committed === undefined || !hasIdentity(committed.identity, status)) return false
  return isRemnant(content.bytes, committed.after)
}

function readValidJournal(files: FileSystem, path: string): Journal | undefined {
  const journal = readJournal(files, path)
  return journal === 'damaged' ? undefined : journal
}
