import { basename } from 'node:path'
import { READERS } from '../command-line/flags.ts'
import type { Options } from '../command-line/options.ts'
import type { Component } from '../domain/component.ts'
import type { Problem } from '../domain/problem.ts'
import { isEmptyDifference, type RegistryDifference } from '../domain/registry-difference.ts'
import type { WritingMode } from '../domain/writing-mode.ts'
import { federationError } from '../errors.ts'
import type { RegistryImage } from '../fedbiomed/registry/scan.ts'
import { readComponent } from '../io/component/component.ts'
import { findHoldersOf } from '../io/processes/holders.ts'
import { restoreBackup, type Restored } from '../io/registrar/restore-backup.ts'
import { readBackups, type BackupReading, type ComparedBackup } from '../io/state/backup-reading.ts'
import type { World } from '../io/world/world.ts'
import type { Json, JsonFields } from '../render/json.ts'
import { renderBackups, renderDifference, renderQuestion, renderRestored, stampOf } from '../render/restore.ts'
import { recallStatus } from '../status/recall-status.ts'
import type { CommandInput, Result } from './support/command.ts'
import { withSource } from './support/kept-source.ts'
import { completeRemedies, repeatFlags } from './support/repeat.ts'
import { chooseWritingMode } from './support/writing-mode.ts'

/** A backup that can be put back. */
interface WholeBackup extends ComparedBackup {
  readonly image: RegistryImage
  readonly difference: RegistryDifference
}

/** What is known before anything is decided. */
interface Situation {
  readonly component: Component
  readonly reading: BackupReading
  /** The name of the registry's file. */
  readonly registry: string
  readonly now: number
  /** The flags that name the component, for commands to be typed. */
  readonly typed: readonly string[]
  readonly problems: readonly Problem[]
  readonly fields: JsonFields
}

/** Lists the backups of a registry; or shows what one of them would change and, if that is wanted, puts it back. */
export async function restore(world: World, { argument, options: given }: CommandInput): Promise<Result> {
  const { component: directory, config, registry } = given
  const mode = chooseWritingMode(given)
  const component = await readComponent(world, { directory, config, registry })
  const options = withSource(given, recallStatus(world, component)?.source)
  const reading = await readBackups(world, component, mode === 'offline' ? 0 : undefined)
  const situation: Situation = {
    component,
    reading,
    registry: basename(component.registryFile),
    now: world.clock.now(),
    typed: repeatFlags('restore', options),
    problems: completeRemedies(reading.problems, options),
    fields: { component: component.id, ...readingToJson(component.registryFile, reading) },
  }
  return argument === undefined ? list(situation) : putBack(world, situation, { given: argument, options, mode })
}

function list({ reading, problems, fields, ...shown }: Situation): Result {
  const isWhole = reading.registry.scan.kind === 'image'
  const text = renderBackups({ ...shown, backups: reading.backups, isWhole })
  return { problems, remarks: problems, exitCode: 0, fields, text: () => text }
}

async function putBack(
  world: World,
  situation: Situation,
  { given, options, mode }: { readonly given: string; readonly options: Options; readonly mode: WritingMode },
): Promise<Result> {
  const { component, reading, typed } = situation
  const chosen = chooseBackup(given, reading.backups)
  const isWhole = reading.registry.scan.kind === 'image'
  const shown = renderDifference({ ...situation, chosen, isWhole })
  if (isWhole && isEmptyDifference(chosen.difference)) {
    return finish(situation, chosen, { text: `${shown}\nThe registry holds this already. Nothing was written.\n` })
  }
  const decision = await decide(world, { options, shown, holders: findHoldersOf(world, component) })
  const preface = decision.wasShown ? '' : `${shown}\n`
  if (!decision.isWanted) {
    const command = ['fbm-gitops restore', stampOf(chosen), ...typed, '--yes'].join(' ')
    const next = decision.wasShown ? '' : ` Stop the component, then put it back: ${command}`
    return { ...finish(situation, chosen, { text: `${preface}Nothing was written.${next}\n` }), exitCode: 2 }
  }
  const restored = await restoreBackup(world, { component, mode, backup: chosen, shown: reading.registry.bytes })
  const compare = ['fbm-gitops plan', ...repeatFlags('plan', options)].join(' ')
  const text = preface + renderRestored({ ...situation, chosen, restored, compare })
  return finish(situation, chosen, { text, restored })
}

function finish(
  { problems, fields }: Situation,
  { name }: WholeBackup,
  { text, restored }: { readonly text: string; readonly restored?: Restored },
): Result {
  const all = [...problems, ...(restored?.notices ?? [])]
  return {
    problems: all,
    remarks: all,
    exitCode: 0,
    fields: { ...fields, chosen: name, restored: restored !== undefined, backup: restored?.backup },
    text: () => text,
  }
}

interface Decision {
  readonly isWanted: boolean
  /** The difference was shown with the question. */
  readonly wasShown: boolean
}

interface Question {
  readonly options: Options
  readonly shown: string
  readonly holders: readonly string[]
}

async function decide(world: World, { options, shown, holders }: Question): Promise<Decision> {
  if (options.yes) return { isWanted: true, wasShown: false }
  if (READERS[options.format] !== 'people') return { isWanted: false, wasShown: false }
  const answer = await world.ask(`${shown}\n${renderQuestion(holders)} `)
  if (answer === undefined) return { isWanted: false, wasShown: false }
  return { isWanted: /^y(es)?$/i.test(answer.trim()), wasShown: true }
}

/** A path, as it is printed after a write, names a backup, too. */
function chooseBackup(given: string, backups: readonly ComparedBackup[]): WholeBackup {
  const begin = basename(given)
  const matching =
    given === 'latest'
      ? backups.filter(({ difference }) => difference !== undefined).slice(0, 1)
      : backups.filter(({ name }) => begin !== '' && name.startsWith(begin))
  const [only, ...others] = matching
  if (only === undefined || others.length > 0) {
    throw federationError('BACKUP_UNKNOWN', { given, names: matching.map(({ name }) => name) })
  }
  const { difference, path: file } = only
  const image = only.load()
  if (image !== undefined && difference !== undefined) return { ...only, image, difference }
  const reason = 'it is not a whole registry, or not what was kept under this name'
  throw federationError('BACKUP_UNREADABLE', { file, reason }, { place: { file } })
}

function readingToJson(file: string, { backups, registry }: BackupReading): Readonly<Record<string, Json>> {
  return {
    registry: { file, name: basename(file), whole: registry.scan.kind === 'image' },
    backups: backups.map(({ name, time, reason, difference }) => ({
      name,
      time: new Date(time).toISOString(),
      reason,
      whole: difference !== undefined,
      registrations: difference?.registrations.map(({ partyId, kind }) => ({ party: partyId, difference: kind })),
      tables: difference?.tables.map(({ table, inBackup, inRegistry, isSame }) => ({
        table,
        rowsInBackup: inBackup,
        rowsInRegistry: inRegistry,
        same: isSame,
      })),
    })),
  }
}
