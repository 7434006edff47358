import { Buffer } from 'node:buffer'
import type { PreparedChange } from '../../../domain/pass/preparation.ts'
import { FederationError } from '../../../errors.ts'
import { isDeleteQuestion, parseDeleteList } from '../../../fedbiomed/command-lines.ts'
import { PATIENCE_MS } from '../../registry/sighting.ts'
import { closeFile, removeFile, replaceFile } from '../../world/disk.ts'
import { asNotWritten } from '../../world/fault.ts'
import { unwatched } from '../../world/write-watch.ts'
import { describeFailure } from '../attempt.ts'
import { holdRegistry, type Hold } from '../hold.ts'
import { makeIntent, saveIntent, type Intent } from '../intent.ts'
import type { Registrar } from '../registrar.ts'
import { confineSelection, selectChanges } from '../selection.ts'
import { setPace } from '../write.ts'
import { awaitCommands } from './await-commands.ts'
import { examineCall, lookAtSiblings } from './examine.ts'
import type { OfficialCommand } from './prepare.ts'
import { runCommand, type Answer, type CommandCall, type CommandEnd } from './run-command.ts'
import type { Begun, CallOrder, Step } from './step.ts'

/** Its `register` and its list of rows then end with an exception. */
const OLDER_ROWS: Step = {
  kind: 'failed',
  reason:
    'rows of an older Fed-BioMed are in this registry, over which its own command stumbles; leave --registrar cli out',
  isLast: true,
}

/**
 * Makes one change by Fed-BioMed's own command, with backup and journal before it and a look at the whole registry after
 * it. The journal says what the command is expected to write, so that recovery treats a crash as it does one of ours:
 * what it finds by bytes or by value to have been written, it remembers; anything else it leaves.
 *
 * @throws COMMAND_DAMAGED, COMMAND_STRAYED, and the faults of a registry that cannot be read
 */
export async function callFor(registrar: Registrar, command: OfficialCommand, order: CallOrder): Promise<Step> {
  const begun = await begin(registrar, command, order)
  if ('kind' in begun) return begun
  try {
    const siblings = lookAtSiblings(registrar, order.prepared.change.partyId)
    const end = await callOnce(registrar, makeCall(command, order.prepared, begun.hold))
    // What it has left running may be about to write. Behind a prefix that may be the prefix's own, which waits for more.
    if (command.writing.prefix.length === 0) await awaitCommands(registrar)
    return await examineCall(registrar, { order, begun, end, siblings, command })
  } catch (error) {
    // The journal stays for recovery.
    throw asCalled(order.prepared, asNotWritten(registrar.state.path, error))
  }
}

/** What was called is told apart from what was not tried, also where nobody knows what became of it. */
function asCalled({ change }: PreparedChange, error: Error): Error {
  if (!(error instanceof FederationError) || error.outcomes.length > 0) return error
  const reason = `its command was called, and the pass ended there: ${error.problems[0]?.code ?? ''}`
  return new FederationError(error.problems, { cause: error, outcomes: [{ change, result: 'failed', reason }] })
}

/** Steps 3 to 6, as before a write of ours. Only here may a failure drop the journal. */
async function begin(given: Registrar, command: OfficialCommand, order: CallOrder): Promise<Begun | Step> {
  try {
    const registrar = setPace(given)
    const { world, disk, state } = registrar
    const { prepared, journalChange, known } = order
    const hold = await holdRegistry(registrar, { known, deadline: world.clock.monotonic() + PATIENCE_MS })
    closeFile(disk.files, hold.descriptor)
    if (hold.observed.registrations.some(({ isOlder }) => isOlder)) return OLDER_ROWS
    const selected = selectChanges([prepared], hold.observed, new Set())
    const { contended } = confineSelection(selected, hold.observed, registrar.component)
    if (contended.length > 0) return { kind: 'contended' }
    const pending = [asItWrites(command, prepared)]
    const intent: Intent = { ...makeIntent(registrar, hold, { pending, changes: [journalChange] }), isByCommand: true }
    registrar.lock.check()
    const backup = saveIntent(registrar, hold, intent)
    if (prepared.entry !== undefined) replaceFile(disk, state.certificate, [Buffer.from(prepared.certificatePem)])
    return { hold, intent, backup }
  } catch (error) {
    return { ...describeFailure(given, error), isLast: true }
  }
}

/** The role that the command writes is not always the party's: with that one, what it writes is known byte by byte. */
function asItWrites({ line }: OfficialCommand, prepared: PreparedChange): PreparedChange {
  if (prepared.entry === undefined) return prepared
  const { change } = prepared
  const desired = { ...change.desired, role: line.writtenRole(change.partyId) }
  return { ...prepared, change: { ...change, desired } }
}

async function callOnce({ world, disk, state }: Registrar, call: CommandCall): Promise<CommandEnd> {
  world.writes.note()
  try {
    return await runCommand(world.host, call)
  } finally {
    removeFile(unwatched(disk.files), state.certificate)
  }
}

function makeCall(
  { line, certificateFile, call }: OfficialCommand,
  { change }: PreparedChange,
  hold: Hold,
): CommandCall {
  const { partyId } = change
  if (change.kind === 'delete') {
    const held = hold.observed.registrations.map((registration) => registration.partyId)
    return { ...call(['delete']), answer: (stdout) => answerDeletion(stdout, held, partyId) }
  }
  const words = line.register({ certificateFile, partyId, address: change.desired.address })
  return call(['register', ...words, ...(change.kind === 'replace' ? ['--upsert'] : [])])
}

/** It deletes by position: the number is only given where its list is the registry that we have just read. */
function answerDeletion(stdout: string, held: readonly string[], partyId: string): Answer | undefined {
  if (!isDeleteQuestion(stdout)) return undefined
  const listed = parseDeleteList(stdout)
  const isSame = listed?.length === held.length && listed.every((id, index) => id === held[index])
  const positions = held.flatMap((id, index) => (id === partyId ? [index + 1] : []))
  const [position, another] = positions
  if (isSame && position !== undefined && another === undefined) return { text: `${position}\n` }
  return { reason: 'it was not answered, and ended, since it does not list what the registry holds' }
}
