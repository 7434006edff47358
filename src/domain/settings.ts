import type { RepositoryAccess, FetchLimits } from './declaration-source.ts'

/** What `fbm-gitops.yaml` says. What is absent in it is absent here: defaults come last. */
export interface Settings {
  /** The file, for messages. */
  readonly file: string
  readonly source: SourceSettings
  readonly components: readonly ComponentSettings[]
  readonly watch: WatchSettings
  readonly notify: readonly NotificationSink[]
}

export interface SourceSettings {
  readonly federation: string | undefined
  readonly repository: string | undefined
  readonly ref: string | undefined
  readonly path: string | undefined
  readonly access: Partial<RepositoryAccess>
  readonly limits: Partial<FetchLimits>
  readonly maxStalenessMs: number | undefined
}

/** One component of this host. */
export interface ComponentSettings {
  readonly directory: string
  readonly config: string | undefined
  readonly registry: string | undefined
  /** How its registry may be written. */
  readonly writing: 'beside' | 'freeze' | 'offline' | undefined
  readonly mode: 'report' | 'apply' | undefined
}

export interface WatchSettings {
  readonly intervalMs: number | undefined
  readonly logFormat: 'text' | 'json' | undefined
}

/** What there is to be told of. */
export const NOTIFICATION_KINDS = ['drift', 'refusal', 'failure', 'stale', 'expiry', 'recovery'] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

/** Who is told, and of what. */
export type NotificationSink = {
  readonly on: readonly NotificationKind[]
} & (
  | {
      readonly kind: 'webhook'
      /** The file that holds the URL, which often is a secret; or the URL itself. */
      readonly urlFile: string | undefined
      readonly url: string | undefined
    }
  | {
      readonly kind: 'command'
      /** An absolute executable and its arguments; the notification is JSON on its standard input. */
      readonly command: readonly string[]
    }
)
