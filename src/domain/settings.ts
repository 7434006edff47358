import type { WritingMode } from './writing-mode.ts'

/** What `fbm-gitops.yaml` says. What is absent in it is absent here: defaults come last. */
export interface Settings {
  /** The file, as it was named: for messages. */
  readonly file: string
  readonly source: SourceSettings
  readonly components: readonly ComponentSettings[]
  readonly watch: WatchSettings
  readonly observations: ObservationSettings
  readonly notify: readonly NotificationSink[]
}

/** A value as the flag of the same meaning takes it, and the line that it stands on. Names of files are absolute. */
export interface SettingsValue<Text extends string = string> {
  readonly value: Text
  readonly line: number
}

/** What names a repository and how it is reached. */
export const NAMING_KEYS = [
  'repository',
  'ref',
  'path',
  'sshKey',
  'knownHosts',
  'tokenFile',
  'tokenUser',
  'caFile',
  'proxy',
] as const

/** What limits that only. */
const LIMITING_KEYS = ['fetchTimeout', 'fetchLimit', 'maxStaleness'] as const

export type RepositoryKey = (typeof NAMING_KEYS)[number] | (typeof LIMITING_KEYS)[number]

/** What may be said of a repository, on a command line as in the settings. */
export const REPOSITORY_KEYS: readonly RepositoryKey[] = [...NAMING_KEYS, ...LIMITING_KEYS]

/** Where the federation is declared; each under the name of its flag. At most one of `federation` and `repository`. */
export type SourceSettings = Readonly<Partial<Record<SourceKey, SettingsValue>>>

export type SourceKey = 'federation' | RepositoryKey

/** One component of this host. */
export interface ComponentSettings {
  readonly directory: SettingsValue
  readonly config: SettingsValue | undefined
  readonly registry: SettingsValue | undefined
  readonly writing: SettingsValue<WritingMode> | undefined
  readonly mode: SettingsValue<'report' | 'apply'> | undefined
  readonly registrar: RegistrarSettings
}

/** Who writes the registrations of a component; each under the name of its flag. */
export interface RegistrarSettings {
  readonly registrar?: SettingsValue<'tinydb' | 'cli'> | undefined
  readonly registrarPrefix?: { readonly value: readonly string[]; readonly line: number } | undefined
  readonly componentInside?: SettingsValue | undefined
  readonly registrarTimeout?: SettingsValue | undefined
}

export interface WatchSettings {
  readonly interval: SettingsValue | undefined
  readonly logFormat: SettingsValue<'text' | 'json'> | undefined
}

/** What the federation is told of each pass; each under the name of its flag, and one without a value is set by that name. */
export interface ObservationSettings {
  readonly observationFile?: SettingsValue | undefined
  readonly observationBranch?: SettingsValue | undefined
  readonly observationValidFor?: SettingsValue | undefined
  readonly observationForeignNames?: SettingsValue | undefined
}

/** What there is to be told of. */
export const NOTIFICATION_KINDS = ['drift', 'refusal', 'failure', 'stale', 'expiry', 'recovery'] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

/** Who is told, and of what: at least of one kind. */
export type NotificationSink = {
  readonly on: readonly NotificationKind[]
  /** The line that it begins on. */
  readonly line: number
} & (
  | {
      readonly kind: 'webhook'
      /** The file that holds the URL, which often is a secret; or the URL itself. Exactly one of the two. */
      readonly urlFile: string | undefined
      readonly url: string | undefined
    }
  | {
      readonly kind: 'command'
      /** An absolute executable and its arguments; the notification is JSON on its standard input. */
      readonly command: readonly string[]
    }
)
