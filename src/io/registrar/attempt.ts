import type { PreparedChange } from '../../domain/pass/preparation.ts'
import { FederationError } from '../../errors.ts'
import { observe, type RegistryReading } from '../registry/registry-file.ts'
import type { Content } from '../registry/sighting.ts'
import { dropJournal } from '../state/journal-file.ts'
import type { JournalChange } from '../state/journal.ts'
import { closeFile } from '../world/disk.ts'
import { asNotWritten, describeSystemError, isSystemError } from '../world/fault.ts'
import { selectStanding } from './bookkeeping.ts'
import { holdRegistry, type Hold } from './hold.ts'
import { makeIntent, saveIntent, type Intent } from './intent.ts'
import type { Registrar } from './registrar.ts'
import { confineSelection, selectChanges } from './selection.ts'
import { verifyWrite } from './verify.ts'
import { setPace, writeIntent } from './write.ts'

/** What one attempt is to achieve. */
export interface Order {
  readonly changes: readonly PreparedChange[]
  /** What is to be remembered of each change, by party. */
  readonly journalChanges: ReadonlyMap<string, JournalChange>
  /** The parties whose rows an earlier attempt of this pass has written. */
  readonly written: ReadonlySet<string>
  readonly known: RegistryReading | undefined
  /** Monotonic milliseconds. */
  readonly deadline: number
}

/** What came of one attempt to write all changes at once. */
export type Attempt =
  /** Somebody else wrote meanwhile, and we did not. */
  | { readonly kind: 'disturbed' }
  /** The system refused before a byte of the registry had changed. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Looked at for the quiet time after the write, or nothing was left to write. */
  | {
      readonly kind: 'written'
      readonly standing: readonly JournalChange[]
      readonly vanished: readonly JournalChange[]
      /** Parties whose row is no longer what the plan saw. */
      readonly contended: ReadonlySet<string>
      /** A later whole image than ours. */
      readonly seen: Content | undefined
      readonly hold: Hold
      readonly backup: string | undefined
    }

const DISTURBED: Attempt = { kind: 'disturbed' }

/** Makes one attempt to write all changes that are still as they were planned: steps 3 to 12. */
export async function attemptChanges(given: Registrar, order: Order): Promise<Attempt> {
  const registrar = setPace(given)
  const step = await overwrite(registrar, order)
  return step.kind === 'overwritten' ? lookAfter(registrar, step) : step
}

/** The new image is in the registry, and nobody has looked since whether it stays there. */
interface Overwritten {
  readonly kind: 'overwritten'
  readonly intent: Intent
  readonly contended: ReadonlySet<string>
  readonly hold: Hold
  readonly backup: string | undefined
}

/** Steps 3 to 11. Only here may a failure drop the journal. */
async function overwrite(registrar: Registrar, order: Order): Promise<Attempt | Overwritten> {
  try {
    const hold = await holdRegistry(registrar, order)
    try {
      return await writeChanges(registrar, hold, order)
    } finally {
      closeFile(registrar.disk.files, hold.descriptor)
    }
  } catch (error) {
    // What an earlier attempt of this pass has written is finished by recovery.
    if (order.written.size > 0) throw asNotWritten(registrar.state.path, error)
    return describeFailure(registrar, error)
  }
}

async function writeChanges(registrar: Registrar, hold: Hold, order: Order): Promise<Attempt | Overwritten> {
  const selected = selectChanges(order.changes, hold.observed, order.written)
  const { pending, standing, contended } = confineSelection(selected, hold.observed, registrar.component)
  const changes = journalChangesOf(order, [...pending, ...standing])
  const outcome = { contended: partiesOf(contended), hold }
  if (pending.length === 0) {
    // What an earlier attempt has written stands, perhaps in a later image than ours.
    const seen = order.written.size === 0 ? undefined : hold
    return { ...outcome, kind: 'written', standing: changes, vanished: [], seen, backup: undefined }
  }
  const intent = makeIntent(registrar, hold, { pending, changes })
  registrar.lock.check()
  const backup = saveIntent(registrar, hold, intent)
  if (!(await writeIntent(registrar, hold, intent))) {
    dropJournal(registrar.disk, registrar.state)
    return DISTURBED
  }
  return { ...outcome, kind: 'overwritten', intent, backup }
}

/** Step 12. Whatever fails from here on leaves the journal to recovery, which finishes what was written. */
async function lookAfter(registrar: Registrar, { intent, ...written }: Overwritten): Promise<Attempt> {
  try {
    const { seen } = await verifyWrite(registrar, intent)
    const stands = new Set(findStanding(registrar, intent, seen))
    const vanished = intent.changes.filter((change) => !stands.has(change))
    return { ...written, kind: 'written', standing: [...stands], vanished, seen }
  } catch (error) {
    throw asNotWritten(registrar.state.path, error)
  }
}

function findStanding(
  { component }: Registrar,
  { changes }: Intent,
  seen: Content | undefined,
): readonly JournalChange[] {
  if (seen?.scan.kind !== 'image') return changes
  return selectStanding(changes, observe(component, seen.scan))
}

/** Where one of these is thrown, nothing of this pass is in the registry: only then may the journal go. */
export function describeFailure({ disk, state }: Registrar, error: unknown): Extract<Attempt, { kind: 'failed' }> {
  const reason = reasonOf(error)
  if (reason === undefined) throw error
  try {
    dropJournal(disk, state)
  } catch (fault) {
    // It stays for recovery, which finds that nothing had been written.
    if (reasonOf(fault) === undefined) throw fault
  }
  return { kind: 'failed', reason }
}

function reasonOf(error: unknown): string | undefined {
  if (isSystemError(error)) return describeSystemError(error)
  if (!(error instanceof FederationError)) return undefined
  const [problem] = error.problems
  return problem?.code === 'STATE_NOT_WRITTEN' ? problem.message.replace(/\.$/, '') : undefined
}

function journalChangesOf({ journalChanges }: Order, changes: readonly PreparedChange[]): readonly JournalChange[] {
  return changes.flatMap(({ change }) => journalChanges.get(change.partyId) ?? [])
}

function partiesOf(changes: readonly PreparedChange[]): ReadonlySet<string> {
  return new Set(changes.map(({ change }) => change.partyId))
}
