import type { Component } from '../component.ts'
import type { Fingerprint } from '../certificate/certificate.ts'
import type { Declaration } from '../declaration.ts'
import type { Inventory } from '../inventory.ts'
import type { Problem } from '../problem.ts'
import type { ObservedState } from '../registration.ts'
import type { ComponentStatus } from '../status/component-status.ts'
import type { Found } from './found.ts'
import type { Endpoint, Probe } from './probe.ts'

/** What was found out of one component, its registry, its federation and its peers; nothing in it is judged yet. */
export interface Facts {
  /** Milliseconds since the epoch, by which everything is judged. */
  readonly now: number
  readonly component: Found<Component>
  /** The variables that are set and may outrank the component's configuration, by name. */
  readonly variables: Found<readonly string[]>
  /** The file of the own certificate. */
  readonly certificate: Found<Uint8Array>
  /** Of the own certificate, where the file holds one. */
  readonly ownFingerprint: Fingerprint | undefined
  /** That the private key belongs to the certificate. */
  readonly keyPair: Found<'belongs'>
  readonly keyFile: Found<KeyFile>
  readonly registry: RegistryFacts
  readonly state: StateFacts
  readonly source: Found<SourceFacts>
  readonly declaration: Found<Declaration>
  /** That the commit which was read descends from the one that was accepted last. */
  readonly history: Found<'descends' | 'nothing accepted yet' | 'no commit'>
  /** Where the researcher listens, or this researcher itself, as the own configuration says. */
  readonly endpoint: Found<Endpoint | undefined>
  readonly probes: Found<readonly Probe[]>
}

/** The machine, and who looks at it. */
export interface MachineFacts {
  readonly version: string
  readonly node: string
  readonly platform: string
  /** The effective user; -1 where the system knows none. */
  readonly user: number
  /** The version of git; `undefined` where there is no git on the PATH. */
  readonly git: Found<string | undefined>
}

/** What the system tells of a file or a directory. */
export interface FileFacts {
  readonly uid: number
  readonly gid: number
  /** The permission bits. */
  readonly mode: number
  readonly size: number
}

/** The file of the own private key, from the outside. */
export interface KeyFile extends FileFacts {
  readonly file: string
  /** Whose the component is. */
  readonly owner: number
  /** The federation directory, or the work tree around it, that the key lies in. */
  readonly within: { readonly directory: string; readonly isFederation: boolean } | undefined
}

export interface RegistryFacts {
  readonly file: Found<(FileFacts & { readonly path: string }) | undefined>
  /** Whose the registry is, or will be. */
  readonly owner: Found<{ readonly uid: number; readonly gid: number; readonly user: number; readonly path: string }>
  /** The directory that the registry lies in. */
  readonly directory: Found<FileFacts & { readonly path: string }>
  readonly mount: Found<Mount>
  readonly disk: Found<DiskSpace>
  readonly content: Found<RegistryContent>
  /** The processes that are seen to have it open, as `name (process 12)`. */
  readonly holders: Found<readonly string[]>
}

/** What a registry holds. */
export interface RegistryContent extends ObservedState {
  /** How many tables there are that are none of ours. */
  readonly otherTables: number
}

/** The file system that the registry lies in. */
export interface Mount {
  /** As the system names it, for example `ext4`. */
  readonly type: string
  /** Where it is mounted. */
  readonly point: string
  readonly isReadOnly: boolean
  /** Whether the registry alone is mounted, not its directory. */
  readonly isOfFile: boolean
}

/** What is free in a file system for users that are not root; bytes. */
export interface DiskSpace {
  readonly directory: string
  readonly freeBytes: number
  /** Absent where the file system does not count its files. */
  readonly freeFiles: number | undefined
  /** What one pass may take: backup, journal, and the registry itself. */
  readonly neededBytes: number
}

/** What lies beside the registry. */
export interface StateFacts {
  readonly directory: Found<(FileFacts & { readonly path: string }) | undefined>
  readonly lock: Found<HeldLock | undefined>
  /** What is said of a journal that was left. */
  readonly journal: Found<readonly Problem[]>
  readonly backups: Found<BackupFacts>
  readonly books: Found<{ readonly inventory: Inventory; readonly denied: ReadonlySet<string> }>
  readonly status: Found<ComponentStatus | undefined>
  /** Absent where nothing was fetched yet. */
  readonly mirror: Found<'private' | undefined>
}

/** A lock that lies beside the registry. */
export interface HeldLock {
  /** Says who holds it. */
  readonly holder: string
  /** Milliseconds since the epoch; absent where its holder has certainly ended. */
  readonly since: number | undefined
}

/** The backups of a registry. */
export interface BackupFacts {
  readonly directory: string
  readonly count: number
  readonly bytes: number
  /** The newest one: when it was kept, and whether it can be put back. */
  readonly newest: { readonly name: string; readonly time: number; readonly isWhole: boolean } | undefined
}

/** The source of the declaration, once it was reached for. */
export interface SourceFacts {
  /** As it was named, without what is secret. */
  readonly label: string
  /** When a repository elsewhere was last reached; absent for a directory. */
  readonly reachedAt: number | undefined
  /** Why it could not be reached now. */
  readonly fault: Problem | undefined
}
