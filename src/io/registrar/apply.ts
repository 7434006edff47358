import type { Inventory } from '../../domain/inventory.ts'
import type { Outcome } from '../../domain/pass/outcome.ts'
import type { PreparedChange } from '../../domain/pass/preparation.ts'
import { FederationError } from '../../errors.ts'
import type { RegistryReading } from '../registry/registry-file.ts'
import { busyError, PATIENCE_MS } from '../registry/sighting.ts'
import { appendAudit } from '../state/audit.ts'
import { pruneBackups } from '../state/backups.ts'
import type { JournalChange } from '../state/journal.ts'
import { makeNonce } from '../world/nonce.ts'
import { attemptChanges, type Attempt, type Order } from './attempt.ts'
import { describeLater, finishChanges } from './bookkeeping.ts'
import type { Registrar } from './registrar.ts'

/** What is to be applied, and what was known before. */
export interface Application {
  readonly changes: readonly PreparedChange[]
  readonly inventory: Inventory
  readonly known: RegistryReading
}

/** What became of it. */
export interface Applied {
  readonly outcomes: readonly Outcome[]
  readonly inventory: Inventory
  /** The registry as it was before; absent where it was empty, or nothing was written. */
  readonly backup: string | undefined
}

type Written = Extract<Attempt, { kind: 'written' }>

const MOST_WRITES = 3
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** Writes changes into a registry that others may hold open, and remembers those that stand in it afterwards. */
export async function applyChanges(registrar: Registrar, application: Application): Promise<Applied> {
  const { changes, inventory } = application
  const journalChanges = makeJournalChanges(registrar, changes)
  const attempt = await attemptRepeatedly(registrar, application, journalChanges)
  const outcomes = judge(changes, attempt)
  const after = attempt.kind === 'written' ? finish(registrar, inventory, attempt) : inventory
  recordRefusals(registrar, changes, outcomes)
  return { outcomes, inventory: after, backup: attempt.kind === 'written' ? attempt.backup : undefined }
}

type Result = Exclude<Attempt, { kind: 'disturbed' }>

async function attemptRepeatedly(
  registrar: Registrar,
  { changes, known }: Application,
  journalChanges: Order['journalChanges'],
): Promise<Result> {
  const deadline = registrar.world.clock.monotonic() + PATIENCE_MS
  const written = new Set<string>()
  let backup: string | undefined
  for (let writes = 0, disturbances = 0; ;) {
    const attempt = await attemptChanges(registrar, { changes, journalChanges, written, known, deadline })
    if (attempt.kind === 'disturbed') {
      disturbances += 1
      await pause(registrar, disturbances, deadline)
      continue
    }
    if (attempt.kind === 'failed') return attempt
    writes += 1
    // The first one holds the registry as it was before this pass.
    backup ??= attempt.backup
    if (attempt.vanished.length === 0 || writes === MOST_WRITES) return { ...attempt, backup }
    for (const { partyId } of [...attempt.standing, ...attempt.vanished]) written.add(partyId)
  }
}

/** The pauses grow, and differ by chance: a writer with a period of its own is not met at the same moment each time. */
async function pause(registrar: Registrar, disturbances: number, deadline: number): Promise<void> {
  const { world } = registrar
  const { clock } = world
  if (clock.monotonic() >= deadline) throw busyError(registrar)
  await clock.sleep(Math.min(FIRST_PAUSE_MS * 2 ** disturbances, LONGEST_PAUSE_MS) * (0.5 + world.random()))
}

/** Each line of the audit log gets a number of its own, so that recovery can tell whether it was written. */
export function makeJournalChanges({ world }: Registrar, changes: readonly PreparedChange[]): Order['journalChanges'] {
  const nonce = makeNonce(world)
  return new Map(
    changes.map(({ change: { partyId }, entry, audit }, index) => {
      const auditLine = JSON.stringify({ ...audit, outcome: 'done', record: `${nonce}-${index}` })
      return [partyId, { partyId, entry, auditLine } satisfies JournalChange]
    }),
  )
}

function judge(changes: readonly PreparedChange[], attempt: Result): readonly Outcome[] {
  if (attempt.kind === 'failed') {
    return changes.map(({ change }) => ({ change, result: 'failed', reason: attempt.reason }))
  }
  const standing = new Set(attempt.standing.map(({ partyId }) => partyId))
  return changes.map(({ change }) => {
    if (standing.has(change.partyId)) return { change, result: 'done', reason: undefined }
    const reason = attempt.contended.has(change.partyId)
      ? 'changed since the plan'
      : `written ${MOST_WRITES} times, and undone each time`
    return { change, result: 'contended', reason }
  })
}

/** What was not done is in the audit log, too. Where that cannot be written, the outcomes are not lost for it. */
export function recordRefusals(
  { disk, state, world, note }: Registrar,
  changes: readonly PreparedChange[],
  outcomes: readonly Outcome[],
): void {
  const nonce = makeNonce(world)
  const lines = changes.flatMap(({ audit }, index) => {
    const { result, reason } = outcomes[index] ?? { result: 'failed', reason: undefined }
    return result === 'done' ? [] : [JSON.stringify({ ...audit, outcome: result, reason, record: `${nonce}-${index}` })]
  })
  try {
    appendAudit(disk, state.audit, lines)
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
    error.problems.forEach(note)
  }
}

/** Step 13. */
function finish(registrar: Registrar, inventory: Inventory, attempt: Written): Inventory {
  const { disk, state, world, note } = registrar
  const { standing: changes, seen, hold } = attempt
  const after = finishChanges(registrar, { changes, inventory, seen: describeLater(registrar, hold, seen) })
  const problem = pruneBackups(disk.files, state.backups, world.clock.now())
  if (problem !== undefined) note(problem)
  return after
}
