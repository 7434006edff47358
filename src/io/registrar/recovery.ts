import { join } from 'node:path'
import { makeProblem } from '../../domain/problem.ts'
import { isUndone } from '../../fedbiomed/registry/difference.ts'
import { scanRegistry, type RegistryImage } from '../../fedbiomed/registry/scan.ts'
import { diagnose, type Diagnosis } from '../registry/diagnosis.ts'
import { observe } from '../registry/registry-file.ts'
import { PATIENCE_MS, watchRegistry, type Content, type Sighting } from '../registry/sighting.ts'
import { dropJournal, readJournal, retireJournal } from '../state/journal-file.ts'
import type { Journal, JournalChange } from '../state/journal.ts'
import { readStateFiles } from '../state/local-state.ts'
import { holdsAnything } from '../state/remains.ts'
import { removeFile, TEMPORARY } from '../world/disk.ts'
import { asNotWritten } from '../world/fault.ts'
import { hasIdentity } from '../world/file-system.ts'
import { unwatched } from '../world/write-watch.ts'
import { damaged, overtaken, unmark } from './alarms.ts'
import { finishChanges, selectStanding } from './bookkeeping.ts'
import { awaitCommands } from './command/await-commands.ts'
import { quietTime, type Registrar } from './registrar.ts'
import { restoreImage } from './restore-image.ts'

/** What recovery came to: which changes stand, and what to say about it. */
interface Result {
  readonly standing: readonly JournalChange[]
  readonly records?: readonly string[]
  readonly found: string
  /** A later whole image, where somebody wrote one. */
  readonly seen?: Journal
  /** The last whole image that is known of a registry that is gone, so that nobody begins it anew as if it had held nothing. */
  readonly lost?: Journal
}

const HOUR_MS = 3_600_000

/**
 * Brings to its end whatever a crash left half done: afterwards the registry is whole, and inventory and audit log tell
 * of exactly those changes that it holds.
 *
 * @throws REGISTRY_DAMAGED where somebody else damaged it meanwhile: nothing is written then, and the journal stays
 */
export async function recover(registrar: Registrar): Promise<void> {
  try {
    const journal = readJournal(registrar.disk.files, registrar.state.journal)
    // What it still reads must not be swept away.
    if (typeof journal === 'object' && journal.isByCommand === true) await awaitCommands(registrar)
    sweep(registrar)
    await resume(registrar, journal)
  } catch (error) {
    throw asNotWritten(registrar.state.path, error)
  }
}

async function resume(registrar: Registrar, journal: Journal | 'damaged' | undefined): Promise<void> {
  const { world, component, state, disk } = registrar
  if (journal === undefined) return
  const { inventory } = readStateFiles(disk.files, state, component)
  const deadline = world.clock.monotonic() + PATIENCE_MS
  const {
    standing,
    records = [],
    found,
    seen,
    lost,
  }: Result = journal === 'damaged'
    ? { standing: [], found: 'it had not begun to write' }
    : await watchRegistry({ world, component, deadline }, (sighting) => resolve(registrar, journal, sighting))
  if (lost !== undefined) retireJournal(disk, state, lost)
  else if (standing.length + records.length === 0) dropJournal(disk, state)
  else finishChanges(registrar, { changes: standing, records, inventory, seen })
  unmark(registrar)
  registrar.note(makeProblem('APPLY_RECOVERED', { file: component.registryFile }, { found }))
}

function resolve(registrar: Registrar, journal: Journal, sighting: Sighting): Result | undefined {
  const { status } = sighting
  const content = sighting.read()
  if (content === undefined) return undefined
  const diagnosis = diagnose(content, journal)
  // A copy (another disk, an image of the volume) has another inode, and is ours all the same where its bytes are.
  const isOurs = status !== undefined && (hasIdentity(journal.identity, status) || OURS.has(diagnosis))
  if (!isOurs) return leaveOther(journal, sighting, content)
  return RESOLUTIONS[diagnosis]({ registrar, journal, sighting, content })
}

function leaveOther(journal: Journal, { status }: Sighting, { scan }: Content): Result {
  const found = `the registry has been ${status === undefined ? 'deleted' : 'replaced by another file'} since`
  if (scan.kind === 'fault' || holdsAnything(scan)) return { standing: [], found }
  // Whether anything was written cannot be told any more: what was there before, was.
  return { standing: [], found, lost: { ...journal, after: journal.before, changes: [], records: [] } }
}

/** What only the bytes of our own two images can be. */
const OURS: ReadonlySet<Diagnosis> = new Set(['untouched', 'written', 'torn', 'overrun'])

interface Case {
  readonly registrar: Registrar
  readonly journal: Journal
  readonly sighting: Sighting
  readonly content: Content
}

const RESOLUTIONS: Readonly<Record<Diagnosis, (situation: Case) => Result | undefined>> = {
  untouched: leaveUntouched,
  written: (situation) => complete(situation, 'it had written everything'),
  torn: (situation) => complete(situation, 'it had written a part, and the rest was written now'),
  overrun: completeOverrun,
  'changed-since': (situation) => keepWhatStands(situation, 'somebody else has written the registry since'),
  damaged: waitForVerdict,
}

/** Makes the registry hold what was intended: durably, also where nothing is missing. */
function complete({ registrar, journal, sighting, content }: Case, found: string): Result | undefined {
  const { disk, state } = registrar
  if (sighting.status === undefined || sighting.still < quietTime(registrar)) return undefined
  const anew = disk.files.lstat(state.uncertain) !== undefined
  const { bytes } = content
  const done = restoreImage(registrar, { status: sighting.status, bytes, image: journal.after, anew })
  return done ? { standing: journal.changes, records: journal.records, found } : undefined
}

function completeOverrun(situation: Case): Result | undefined {
  const { registrar } = situation
  const result = complete(situation, 'somebody else had written at the same moment')
  if (result !== undefined) registrar.note(overtaken(registrar))
  return result
}

/** An earlier write of the same pass may have left some of the changes there; a restore may begin with a torn registry. */
function leaveUntouched(situation: Case): Result | undefined {
  const found = 'it had not begun to write'
  return situation.content.scan.kind === 'fault' ? { standing: [], found } : keepWhatStands(situation, found)
}

function keepWhatStands({ registrar, journal, content: { scan, bytes } }: Case, found: string): Result | undefined {
  if (scan.kind === 'fault') return undefined
  return {
    // The journal of a restore has no changes: then a layout that is unknown matters to nobody.
    standing: journal.changes.length === 0 ? [] : selectStanding(journal.changes, observe(registrar.component, scan)),
    records: standsSince(journal, scan) ? journal.records : [],
    found,
    seen: { ...journal, after: bytes, changes: [], records: [] },
  }
}

/** Tells whether somebody who has written since went on from what was written. */
function standsSince({ before, after }: Journal, later: RegistryImage): boolean {
  const [was, became] = [scanRegistry(before), scanRegistry(after)]
  if (was.kind === 'fault') return true
  return became.kind === 'image' && !isUndone(later, { before: was, after: became })
}

/** A registry that is not whole may be about to become so: it is damaged when nothing has changed for long enough. */
function waitForVerdict({ registrar, sighting }: Case): undefined {
  if (sighting.still >= registrar.pace.verdict) throw damaged(registrar)
  return undefined
}

/** Removes what crashes left behind. Files of a lock may belong to one who waits for it now, unless they are old. */
function sweep({ world, state, disk }: Registrar): void {
  const paths = [state.path, state.backups].flatMap((directory) =>
    disk.files.list(directory).map((name) => join(directory, name)),
  )
  for (const path of paths) {
    const isLeftover = path.startsWith(`${state.lock}.`) ? isOld(world, path) : path.endsWith(TEMPORARY)
    if (isLeftover) removeFile(unwatched(disk.files), path)
  }
}

function isOld({ files, clock }: Registrar['world'], path: string): boolean {
  const status = files.lstat(path)
  return status !== undefined && clock.now() - Number(status.mtime / 1_000_000n) > HOUR_MS
}
