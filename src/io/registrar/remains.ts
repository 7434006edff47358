import { makeProblem, type Problem } from '../../domain/problem.ts'
import { isRemembered, type FileStatus, type FileSystem } from '../file-system.ts'
import { diagnose, isRemnant, type Diagnosis } from './diagnosis.ts'
import { readJournal } from './journal-file.ts'
import type { Journal } from './journal.ts'
import type { Content } from './sighting.ts'
import type { StateDirectory } from './state-directory.ts'

/** What the next command that may write will do about an interrupted write of this diagnosis. */
const PROSPECTS: Readonly<Record<Diagnosis, string>> = {
  untouched: 'it had not begun to write the registry',
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
  const journal = readValidJournal(files, state.journal)
  if (journal === undefined) return []
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
  registry: { readonly file: string; readonly status: FileStatus; readonly content: Content },
): Problem | undefined {
  const { file, status, content } = registry
  const journal = readValidJournal(files, state.journal)
  if (journal !== undefined && isRemembered(journal.identity, status) && INCOMPLETE.has(diagnose(content, journal))) {
    return makeProblem('REGISTRY_INCOMPLETE', { file }, { file })
  }
  if (content.scan.kind === 'image') return undefined
  const committed = readValidJournal(files, state.committed)
  if (committed === undefined || !isRemembered(committed.identity, status)) return undefined
  return isRemnant(content.bytes, committed.after) ? makeProblem('REGISTRY_INCOMPLETE', { file }, { file }) : undefined
}

function readValidJournal(files: FileSystem, path: string): Journal | undefined {
  const journal = readJournal(files, path)
  return journal === 'damaged' ? undefined : journal
}
