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

/** What our own driver was told. */
export function ledgerOfOurs(log: readonly DriverEntry[]): Ledger {
  const ledger = new Map<string, Set<string>>()
  for (const { tried, done } of log) {
    for (const [party, state] of Object.entries(tried ?? {})) {
      ledger.set(party, new Set([...(ledger.get(party) ?? [ABSENT]), state ?? ABSENT]))
    }
    for (const [party, state] of Object.entries(done ?? {})) ledger.set(party, new Set([state ?? ABSENT]))
  }
  return ledger
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
