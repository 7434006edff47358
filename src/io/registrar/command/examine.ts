import { Buffer } from 'node:buffer'
import type { Outcome } from '../../../domain/pass/outcome.ts'
import { makeProblem, type Problem } from '../../../domain/problem.ts'
import { groupByParty, isSameHeld, type Held } from '../../../domain/registration.ts'
import { FederationError } from '../../../errors.ts'
import { findDamage } from '../../../fedbiomed/registry/damage.ts'
import { observeRegistry } from '../../../fedbiomed/registry/layouts.ts'
import { scanRegistry } from '../../../fedbiomed/registry/scan.ts'
import { findHoldersOf } from '../../processes/holders.ts'
import { tolerate } from '../../processes/proc.ts'
import { diagnose } from '../../registry/diagnosis.ts'
import type { Content } from '../../registry/sighting.ts'
import { callSystem } from '../../registry/registry-check.ts'
import { readRegistryFile, type RegistryReading } from '../../registry/registry-file.ts'
import { dropJournal } from '../../state/journal-file.ts'
import { holdsAnything } from '../../state/remains.ts'
import { closeFile } from '../../world/disk.ts'
import { readFile } from '../../world/file-system.ts'
import { damaged } from '../alarms.ts'
import { describeLater, finishChanges } from '../bookkeeping.ts'
import type { Intent } from '../intent.ts'
import { BESIDE, type Registrar } from '../registrar.ts'
import { restoreImage } from '../restore-image.ts'
import { selectChanges } from '../selection.ts'
import type { OfficialCommand } from './prepare.ts'
import type { CommandEnd } from './run-command.ts'
import type { Begun, CallOrder, Step } from './step.ts'

/** A command that has ended, and what was known before it began. */
export interface Call {
  readonly order: CallOrder
  readonly begun: Begun
  readonly end: CommandEnd
  readonly siblings: Siblings
  readonly command: OfficialCommand
}

/** What the registries of others in the same directory hold about the party; unknown where one cannot be read. */
type Siblings = ReadonlyMap<string, readonly Held[] | undefined>

/** Looks at what the command must leave alone. Those components may be running: only what is about the party counts. */
export function lookAtSiblings({ world, component }: Registrar, partyId: string): Siblings {
  const { layout, siblingRegistries } = component
  const look = (file: string): readonly Held[] | undefined => {
    const scan = scanRegistry(tolerate(() => readFile(world.files, file)) ?? Buffer.alloc(0))
    const observed = scan.kind === 'image' ? observeRegistry(scan, layout) : []
    return 'registrations' in observed ? (groupByParty(observed).get(partyId) ?? []) : undefined
  }
  return new Map(siblingRegistries.map((file) => [file, look(file)]))
}

/**
 * Reads the whole registry after a command, and remembers the change exactly where it is there. Its exit code decides
 * nothing: what the registry holds does.
 */
export async function examineCall(registrar: Registrar, call: Call): Promise<Step> {
  const { disk, state, note } = registrar
  const { order, begun, end } = call
  const { partyId } = order.prepared.change
  const reading = await readAfter(registrar, begun.intent, end)
  const { pending, standing } = selectChanges([order.prepared], reading.observed, new Set([partyId]))
  const isDone = standing.length > 0
  const alarms = findAlarms(registrar, call, { reading, isExplained: isDone || pending.length > 0 })
  if (!isDone && alarms.length === 0) {
    dropJournal(disk, state)
    return { kind: 'failed', reason: describeFailedCall(call), isLast: end.kind !== 'failed' }
  }
  if (isDone) settleDone(registrar)
  const inventory = finishChanges(registrar, {
    changes: isDone ? [order.journalChange] : [],
    records: alarms.map(({ code, message }) => recordAlarm(registrar, { party: partyId, code, message })),
    inventory: order.inventory,
    seen: describeLater(registrar, begun.hold, lastWhole(begun, reading, alarms)),
  })
  if (alarms.length > 0) throw new FederationError(alarms, { outcomes: outcomesOf(order, isDone) })
  if (end.kind !== 'succeeded') note(makeProblem('COMMAND_COMPLAINED', {}, { party: partyId, end: end.words }))
  return { kind: 'done', inventory, backup: begun.backup, isLast: end.kind === 'cut' }
}

/** Whatever else has happened, what stands was done. */
function outcomesOf({ prepared: { change } }: CallOrder, isDone: boolean): readonly Outcome[] {
  return isDone ? [{ change, result: 'done', reason: undefined }] : []
}

/** Of a registry that was emptied the image before stays remembered, so that nobody begins it anew as if it had held nothing. */
function lastWhole({ hold }: Begun, reading: RegistryReading, alarms: readonly Problem[]): Content {
  return alarms.length > 0 && !holdsAnything(reading.scan) ? hold : reading
}

/** One that was killed may run on behind a prefix, and write as it pleases: it is given time. */
async function readAfter(registrar: Registrar, intent: Intent, end: CommandEnd): Promise<RegistryReading> {
  const { world, component, pace } = registrar
  const isOver = end.kind === 'succeeded' || end.kind === 'failed' || end.kind === 'unstarted'
  if (!isOver) await world.clock.sleep(BESIDE.quiet)
  return readRegistryFile(world, component, {
    verdictAfter: isOver ? pace.verdict : BESIDE.verdict,
    examine: (_status, { scan }) => (scan.kind === 'fault' ? damaged(registrar).problems[0] : undefined),
    // A write of its that was cut short is known by its bytes, and completed, as one of ours is.
    mend: ({ status }, content) => {
      if (status === undefined || diagnose(content, intent) !== 'torn') return false
      return restoreImage(registrar, { status, bytes: content.bytes, image: intent.after })
    },
  })
}

interface Finding {
  readonly reading: RegistryReading
  /** Whether the party's row is as it was, or as it should be. */
  readonly isExplained: boolean
}

/** Finds whatever else has changed meanwhile. */
function findAlarms(registrar: Registrar, call: Call, { reading, isExplained }: Finding): readonly Problem[] {
  const { layout, registryFile: file } = registrar.component
  const { hold, backup } = call.begun
  const { words: end } = call.end
  const { partyId: party } = call.order.prepared.change
  const unexplained = `the registration of ${party} is neither as it was nor as it should be`
  const losses = [
    ...findDamage({ before: hold.scan, after: reading.scan, layout, partyId: party }),
    ...(isExplained ? [] : [unexplained]),
  ]
  const now = lookAtSiblings(registrar, party)
  const others = [...call.siblings].filter(([name, rows]) => !isSameRows(rows, now.get(name)))
  return [
    ...(losses.length === 0 ? [] : [makeProblem('COMMAND_DAMAGED', { file }, { file, party, losses, backup, end })]),
    ...(others.length === 0
      ? []
      : [makeProblem('COMMAND_STRAYED', { file }, { file, others: others.map(([name]) => name), end })]),
  ]
}

function isSameRows(before: readonly Held[] | undefined, now: readonly Held[] | undefined): boolean {
  if (before === undefined || now === undefined) return true
  return before.length === now.length && before.every((row, index) => isSameHeld(row, now[index]))
}

function recordAlarm({ world }: Registrar, facts: Readonly<Record<string, string>>): string {
  return JSON.stringify({ time: new Date(world.clock.now()).toISOString(), kind: 'alarm', ...facts, outcome: 'failed' })
}

/** Whoever has opened the registry since the call began has perhaps written what the command then wrote over. */
function settleDone(registrar: Registrar): void {
  const { world, component, note } = registrar
  syncRegistry(registrar)
  const { registryFile: file } = component
  const holders = findHoldersOf(world, component)
  if (holders.length > 0) note(makeProblem('COMMAND_NOT_ALONE', { file }, { file, holders }))
}

/** The command syncs what it writes, but not how it cuts the file. */
function syncRegistry({ disk, component: { registryFile: file } }: Registrar): void {
  const descriptor = callSystem(file, () => disk.files.open(file, 'readwrite'))
  try {
    disk.sync(descriptor)
  } finally {
    closeFile(disk.files, descriptor)
  }
}

function describeFailedCall({ end: { kind, words }, command: { writing } }: Call): string {
  const begin = "Fed-BioMed's own command failed"
  if (kind === 'succeeded') return `${begin}: the registry does not hold the change, though ${words}`
  const mayRunOn = kind === 'cut' && writing.prefix.length > 0
  return mayRunOn ? `${begin}: ${words}; behind its prefix it may run on` : `${begin}: ${words}`
}
