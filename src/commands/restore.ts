import { basename } from 'node:path'
import { stampTime } from '../domain/backup.ts'
import type { Component } from '../domain/component.ts'
import type { Problem } from '../domain/problem.ts'
import { isEmptyDifference, type RegistryDifference } from '../domain/registry-difference.ts'
import type { WritingMode } from '../domain/writing-mode.ts'
import { federationError } from '../errors.ts'
import type { RegistryImage } from '../fedbiomed/registry/scan.ts'
import type { Options } from '../invocation.ts'
import { readComponent } from '../io/component.ts'
import { readBackups, type BackupReading, type ComparedBackup } from '../io/registrar/backup-reading.ts'
import { restoreBackup, type Restored } from '../io/registrar/restore-backup.ts'
import type { World } from '../io/world.ts'
import type { Json, JsonFields } from '../render/json.ts'
import { renderBackups, renderDifference, renderRestored } from '../render/restore.ts'
import type { CommandInput, Result } from './support/command.ts'
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
export async function restore(world: World, { argument, options }: CommandInput): Promise<Result> {
  const { component: directory, config, registry } = options
  const mode = chooseWritingMode(options)
  const component = await readComponent(world, { directory, config, registry })
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

function list({ reading: { backups }, problems, fields, ...shown }: Situation): Result {
  const text = renderBackups({ ...shown, backups })
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
  const answer = await decide(world, options, shown)
  const preface = answer === 'asked' ? '' : `${shown}\n`
  if (answer === 'no') {
    const command = ['fbm-gitops restore', stampTime(chosen.time), ...typed, '--yes'].join(' ')
    const text = `${preface}Nothing was written. Stop the component, then put it back: ${command}\n`
    return { ...finish(situation, chosen, { text }), exitCode: 2 }
  }
  const restored = await restoreBackup(world, { component, mode, backup: chosen, shown: reading.registry.bytes })
  return finish(situation, chosen, { text: preface + renderRestored({ ...situation, chosen, restored }), restored })
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

/** `asked`: the difference was shown with the question. */
async function decide(world: World, { yes, format }: Options, shown: string): Promise<'yes' | 'asked' | 'no'> {
  if (yes) return 'yes'
  if (format === 'json') return 'no'
  const answer = await world.ask(`${shown}\nPut this backup back? [y/N] `)
  if (answer === undefined) return 'no'
  return /^y(es)?$/i.test(answer.trim()) ? 'asked' : 'no'
}

function chooseBackup(given: string, backups: readonly ComparedBackup[]): WholeBackup {
  const isLatest = given === 'latest'
  const matching = isLatest
    ? backups.filter(({ image }) => image !== undefined).slice(0, 1)
    : backups.filter(({ name }) => given !== '' && name.startsWith(given))
  const [only, ...others] = matching
  if (only === undefined || others.length > 0) {
    throw federationError('BACKUP_UNKNOWN', { given, names: matching.map(({ name }) => name) })
  }
  const { image, difference, path: file } = only
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
