import { stampTime, type Backup, type BackupReason } from '../domain/backup.ts'
import { escapeText } from '../domain/quote.ts'
import type { RegistrationDifference, RegistryDifference, TableDifference } from '../domain/registry-difference.ts'
import { ago, count } from './words.ts'

/** A backup with how it differs from the registry; without, where it is no whole registry. */
export interface ShownBackup extends Backup {
  readonly difference: RegistryDifference | undefined
}

const ACTIONS: Readonly<Record<RegistrationDifference['kind'], string>> = {
  'only in the backup': 'comes back',
  'only in the registry': 'goes',
  'other values': 'changes',
}

const REASONS: readonly (readonly [kind: keyof BackupReason, words: (number: number) => string])[] = [
  ['register', (number) => `${number} registered`],
  ['replace', (number) => `${number} replaced`],
  ['delete', (number) => `${number} deleted`],
  ['restore', () => 'a restore'],
]

/** Renders the list of backups, the newest first, with what differs from the registry of now. */
export function renderBackups(list: {
  /** The name of its file. */
  readonly registry: string
  readonly backups: readonly ShownBackup[]
  /** Whether the registry of now can be read as a whole. */
  readonly isWhole: boolean
  readonly now: number
  /** The flags that name the component, for commands to be typed. */
  readonly typed: readonly string[]
}): string {
  const { registry, backups, isWhole, now, typed } = list
  if (backups.length === 0) return `There is no backup of ${escapeText(registry)} yet: one is kept before each write.\n`
  const rows = backups.map((backup) => [
    stampOf(backup),
    ago(backup.time, now),
    describeReason(backup),
    describeSize(backup.difference),
  ])
  const command = ['fbm-gitops restore NAME', ...typed].join(' ')
  return [
    `Backups of ${escapeText(registry)}, the newest first, and in what they differ from it`,
    ...(isWhole ? [] : ['The registry itself cannot be read as a whole now.']),
    '',
    ...renderColumns(rows),
    '',
    `Look at one; nothing is written without your word: ${command}`,
    '',
  ].join('\n')
}

/** Renders what putting one backup back would change. */
export function renderDifference(choice: {
  /** The name of its file. */
  readonly registry: string
  readonly chosen: Backup & { readonly difference: RegistryDifference }
  readonly isWhole: boolean
  readonly now: number
}): string {
  const { registry, chosen, isWhole, now } = choice
  const { registrations, registrationTable, tables } = chosen.difference
  const lost = tables.filter(
    ({ table, isSame, inRegistry }) => table !== registrationTable && !isSame && inRegistry !== undefined,
  )
  return [
    `${escapeText(registry)} as it was ${ago(chosen.time, now)}, ${describeReason(chosen)} (${stampOf(chosen)})`,
    '',
    ...(isWhole ? [] : ['The registry of now cannot be read as a whole: the backup takes its place.', '']),
    ...renderColumns(registrations.map(({ partyId, kind }) => [ACTIONS[kind], escapeText(partyId), kind])),
    ...(registrations.length === 0 ? [] : ['']),
    ...renderColumns([['table', 'in the backup', 'now', ''], ...tables.map(renderTable)]),
    ...(lost.length === 0
      ? []
      : [
          '',
          `What Fed-BioMed has written since is lost in: ${lost.map(({ table }) => escapeText(table)).join(', ')}.`,
        ]),
    '',
  ].join('\n')
}

/** Renders what is now true. */
export function renderRestored(result: {
  /** The name of its file. */
  readonly registry: string
  readonly chosen: Backup
  readonly restored: { readonly backup: string | undefined }
  readonly now: number
  /** The command that compares it with the federation. */
  readonly compare: string
}): string {
  const { registry, chosen, restored, now, compare } = result
  const lines = [
    `${escapeText(registry)} is again as it was ${ago(chosen.time, now)}, ${describeReason(chosen)}.`,
    ...(restored.backup === undefined ? [] : [`As it was just before: ${escapeText(restored.backup)}`]),
    `Compare it with the federation before the next reconcile: ${compare}`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** What names a backup in a command: the time in its name, or `committed`. */
export function stampOf({ name, time, reason }: Backup): string {
  return reason.committed === undefined ? stampTime(time) : name
}

/** Renders what is asked before a backup is put back. */
export function renderQuestion(holders: readonly string[]): string {
  const lines = [
    'The whole file is put back: what Fed-BioMed has written since is lost. Stop the component first.',
    ...(holders.length === 0 ? [] : [`It is open now in ${holders.map(escapeText).join(', ')}.`]),
    'Put this backup back? [y/N]',
  ]
  return lines.join('\n')
}

function describeReason({ reason }: Backup): string {
  if (reason.committed !== undefined) return 'as the last pass left it'
  const parts = REASONS.flatMap(([kind, words]) => {
    const number = reason[kind]
    return number === undefined ? [] : [words(number)]
  })
  return `before ${parts.length === 0 ? 'a write whose kind was not recorded' : parts.join(', ')}`
}

function describeSize(difference: RegistryDifference | undefined): string {
  if (difference === undefined) return 'damaged: cannot be put back'
  const { registrations, registrationTable, tables } = difference
  const others = tables.filter(({ table, isSame }) => table !== registrationTable && !isSame).length
  const parts = [
    ...(registrations.length > 0 ? [count(registrations.length, 'registration')] : []),
    ...(others > 0 ? [count(others, 'other table')] : []),
  ]
  return parts.length === 0 ? 'no difference' : `differs in ${parts.join(', ')}`
}

function renderTable({ table, inBackup, inRegistry, isSame }: TableDifference): readonly string[] {
  const size = (rows: number | undefined): string => (rows === undefined ? 'none' : count(rows, 'row'))
  return [escapeText(table), size(inBackup), size(inRegistry), isSame ? 'the same' : 'other content']
}

function renderColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
}
