import type { Change } from './pass/change.ts'

/**
 * What a registry was written for after a backup of it was kept: how many changes of each kind, or a restore. `committed`
 * is no reason but the last image itself.
 */
export type BackupReason = Readonly<Partial<Record<Change['kind'] | 'restore' | 'committed', number>>>

/** One backup of a registry, as its name tells. */
export interface Backup {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly time: number
  /** The first 16 digits of the SHA-256 of its bytes. */
  readonly hash: string
  /** Empty in the names that earlier versions gave. */
  readonly reason: BackupReason
}

const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([0-9a-f]{16})((?:-[a-z]+\d+)*)\.json$/
const PART = /-(register|replace|delete|restore)(\d+)/g

/** Names a backup so that names sort by time: `20261125T160012123Z-5c1e77a0b2c3d4e5-register2-replace1.json`. */
export function nameBackup({ time, hash, reason }: Omit<Backup, 'name'>): string {
  const parts = Object.entries(reason).flatMap(([kind, count]) => (count > 0 ? [`-${kind}${count}`] : []))
  return `${stampTime(time)}-${hash}${parts.join('')}.json`
}

/** Reads the name of a file as that of a backup; `undefined` where it is none. */
export function parseBackupName(name: string): Backup | undefined {
  const match = NAME.exec(name)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, milliseconds, hash = '', parts = ''] = match
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`)
  if (Number.isNaN(time)) return undefined
  const reason = Object.fromEntries([...parts.matchAll(PART)].map(([, kind = '', count]) => [kind, Number(count)]))
  return { name, time, hash, reason }
}

/** The beginning of a backup's name, which tells it from every other: `20261125T160012123Z`. */
export function stampTime(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:.]/g, '')
}
