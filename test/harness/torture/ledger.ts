import { existsSync, readFileSync } from 'node:fs'

/** What rows may be at the end, by key: the last acknowledged state of each, and whatever was tried since. */
export type Ledger = ReadonlyMap<string, ReadonlySet<string>>

/** The state of a row that is not there. */
const ABSENT = 'absent'

/** One line of a live writer's log: what it made of which rows (their checksums), or tried to. */
export interface WriterEntry {
  readonly at: number
  readonly table: string
  readonly rows: Readonly<Record<string, number | null>>
  /** The document ids of what is there now. */
  readonly ids?: Readonly<Record<string, number>>
  /** What TinyDB raised: nobody was told then that anything was written. */
  readonly failed?: string
}

/** One line of our driver's log: the fingerprint of each party's row, or that there shall be none; or some trouble. */
export interface DriverEntry {
  readonly at: number
  /** What a pass found when it began. */
  readonly seen?: Readonly<Record<string, string>>
  readonly tried?: Readonly<Record<string, string | null>>
  readonly done?: Readonly<Record<string, string | null>>
  readonly notice?: string
  readonly fault?: string
  readonly refused?: string
  readonly message?: string
}

/** Reads a log of JSON lines; one that does not exist is empty. */
export function readLog<Entry>(file: string, parse: (line: string) => Entry): readonly Entry[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  // A process that was killed may have left half a line.
  return lines.slice(0, -1).map(parse)
}

/** Reads one line of a live writer's log. */
export function parseWriterEntry(line: string): WriterEntry {
  return JSON.parse(line) as WriterEntry
}

/** Reads one line of our driver's log. */
export function parseDriverEntry(line: string): DriverEntry {
  return JSON.parse(line) as DriverEntry
}

/** What live writers were told, on top of what the registry held before them. */
export function ledgerOfWriters(
  before: ReadonlyMap<string, string>,
  logs: readonly (readonly WriterEntry[])[],
): Ledger {
  const ledger = new Map([...before].map(([key, state]) => [key, new Set([state])]))
  for (const { table, rows, ids, failed } of logs.flat()) {
    for (const [key, checksum] of Object.entries(rows)) {
      const name = `${table} ${key}`
      // An insert that raised was given no document id.
      const state = checksum === null ? ABSENT : stateOf(ids?.[key] ?? ANY_ID, checksum)
      if (failed === undefined) ledger.set(name, new Set([state]))
      else ledger.set(name, new Set([...(ledger.get(name) ?? [ABSENT]), state]))
    }
  }
  return ledger
}

/**
 * Compares what our own driver was told with what each of its passes has found, and with what is there at the end: a
 * loss that a later pass makes good is one, too. Rows of the `foreign` party are not ours.
 */
export function findOwnLosses(
  log: readonly DriverEntry[],
  { present, foreign }: { readonly present: ReadonlyMap<string, string>; readonly foreign: string },
): readonly string[] {
  const ledger = new Map<string, ReadonlySet<string>>()
  return [...log, { seen: Object.fromEntries(present) }].flatMap(({ seen, tried, done }: Partial<DriverEntry>) => {
    const own = new Map(Object.entries(seen ?? {}).filter(([party]) => party !== foreign))
    const losses = seen === undefined ? [] : findLosses(ledger, own)
    if (seen !== undefined) {
      // A loss is told once.
      for (const party of [...ledger.keys(), ...own.keys()]) ledger.set(party, new Set([own.get(party) ?? ABSENT]))
    }
    for (const [party, state] of Object.entries(tried ?? {})) {
      ledger.set(party, new Set([...(ledger.get(party) ?? [ABSENT]), state ?? ABSENT]))
    }
    for (const [party, state] of Object.entries(done ?? {})) ledger.set(party, new Set([state ?? ABSENT]))
    return losses
  })
}

/** The state of a row: its document id and the checksum of its content. */
export function stateOf(documentId: number | string, checksum: number): string {
  return `${documentId}:${checksum}`
}

/** Compares with what is there: a line for each row that is not what it may be, also for one that nobody wrote. */
export function findLosses(ledger: Ledger, present: ReadonlyMap<string, string>): readonly string[] {
  const keys = new Set([...ledger.keys(), ...present.keys()])
  return [...keys].flatMap((key) => {
    const allowed = ledger.get(key) ?? new Set([ABSENT])
    const state = present.get(key) ?? ABSENT
    if (allowed.has(state) || allowed.has(state.replace(/^\d+:/, `${ANY_ID}:`))) return []
    return [`${key} is ${state}, and not ${[...allowed].join(' or ')}`]
  })
}

const ANY_ID = '*'
