import type { Inventory } from '../../../domain/inventory.ts'
import type { Outcome } from '../../../domain/pass/outcome.ts'
import type { PreparedChange } from '../../../domain/pass/preparation.ts'
import { escapeText } from '../../../domain/quote.ts'
import type { CommandWriting } from '../../../domain/writing-mode.ts'
import { FederationError } from '../../../errors.ts'
import { pruneBackups } from '../../state/backups.ts'
import { removeFile } from '../../world/disk.ts'
import { makeJournalChanges, recordRefusals, type Application, type Applied } from '../apply.ts'
import type { Registrar } from '../registrar.ts'
import { callFor } from './call.ts'
import { prepareCommand } from './prepare.ts'
import type { Step } from './step.ts'

interface Progress {
  readonly outcomes: Outcome[]
  inventory: Inventory
  /** The registry as it was before the first change that was made; no path where it was empty. */
  before: { readonly backup: string | undefined } | undefined
  isStopped: boolean
}

/**
 * Makes changes by Fed-BioMed's own command, one process after the other, and remembers each as soon as it stands. Where
 * one of them does not end as such a command does, nothing more is tried.
 *
 * @throws as `callFor`, with the outcomes of all changes where one has been tried by then
 */
export async function applyByCommand(
  registrar: Registrar,
  writing: CommandWriting,
  { changes: given, inventory, known }: Application,
): Promise<Applied> {
  const command = prepareCommand(registrar, writing)
  const changes = given.map((prepared) => ({ ...prepared, audit: { ...prepared.audit, registrar: 'cli' } }))
  const journalChanges = makeJournalChanges(registrar, changes)
  const progress: Progress = { outcomes: [], inventory, before: undefined, isStopped: false }
  const tell = makeTeller(registrar, changes.length)
  for (const [index, prepared] of inTheirOrder(changes).entries()) {
    const { change } = prepared
    const journalChange = journalChanges.get(change.partyId)
    if (progress.isStopped || journalChange === undefined) {
      progress.outcomes.push({ change, result: 'failed', reason: 'not tried, since the command before it failed' })
      continue
    }
    tell(index, change)
    const order = { prepared, journalChange, inventory: progress.inventory, known: index === 0 ? known : undefined }
    const step = await callFor(registrar, command, order).catch((error: unknown) => {
      throw endEarly(registrar, { changes, progress }, error)
    })
    keep(registrar, progress, { change, step })
  }
  return finish(registrar, changes, progress)
}

/** Deletions first: where it registers one certificate only, as a node with mutual TLS does, it takes no second one. */
function inTheirOrder(changes: readonly PreparedChange[]): readonly PreparedChange[] {
  const isDeletion = ({ change }: PreparedChange): boolean => change.kind === 'delete'
  return [...changes.filter(isDeletion), ...changes.filter((prepared) => !isDeletion(prepared))]
}

function keep(
  { disk }: Registrar,
  progress: Progress,
  { change, step }: { readonly change: PreparedChange['change']; readonly step: Step },
): void {
  switch (step.kind) {
    case 'contended':
      progress.outcomes.push({ change, result: 'contended', reason: 'changed since the plan' })
      return
    case 'failed':
      progress.outcomes.push({ change, result: 'failed', reason: step.reason })
      progress.isStopped = step.isLast
      return
    case 'done':
      progress.outcomes.push({ change, result: 'done', reason: undefined })
      progress.inventory = step.inventory
      progress.isStopped = step.isLast
      // The first one holds the registry as it was before this pass; the others would drive it out.
      if (progress.before !== undefined && step.backup !== undefined) removeFile(disk.files, step.backup)
      progress.before ??= { backup: step.backup }
  }
}

interface Unfinished {
  readonly changes: readonly PreparedChange[]
  readonly progress: Progress
}

/** What was registered until then, and what was not tried, is told with the error, and the latter is in the audit log. */
function endEarly(registrar: Registrar, { changes, progress }: Unfinished, error: unknown): unknown {
  if (!(error instanceof FederationError)) return error
  const tried = [...progress.outcomes, ...error.outcomes]
  if (tried.length === 0) return error
  const reason = `not tried, since the pass ended before it: ${error.problems[0]?.code ?? ''}`
  const known = new Map(tried.map((outcome) => [outcome.change, outcome]))
  const outcomes = changes.map(({ change }): Outcome => known.get(change) ?? { change, result: 'failed', reason })
  recordRefusals(registrar, changes, outcomes)
  return new FederationError(error.problems, { cause: error, outcomes })
}

function finish(registrar: Registrar, changes: readonly PreparedChange[], progress: Progress): Applied {
  const { world, disk, state, note } = registrar
  const { inventory, before } = progress
  const outcomes = changes.flatMap(({ change }) => progress.outcomes.filter((outcome) => outcome.change === change))
  recordRefusals(registrar, changes, outcomes)
  const problem = pruneBackups(disk.files, state.backups, world.clock.now())
  if (problem !== undefined) note(problem)
  return { outcomes, inventory, backup: before?.backup }
}

/** Tells somebody at a terminal how far it is: one process for each change takes its time. */
function makeTeller({ world }: Registrar, total: number): (index: number, change: PreparedChange['change']) => void {
  const { clock, stderr } = world
  const begin = clock.monotonic()
  return (index, { name }) => {
    if (!stderr.isTTY) return
    const seconds = Math.round((clock.monotonic() - begin) / 1000 / Math.max(1, index))
    const pace = index === 0 ? 'one process for each change' : `about ${seconds} s each`
    stderr.write(`Fed-BioMed's own command, ${index + 1} of ${total} (${pace}): ${escapeText(name)} …\n`)
  }
}
