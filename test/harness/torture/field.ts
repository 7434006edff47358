import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FOREIGN_PEM, registrationsIn } from '../../io/registrar/helpers/site.ts'
import type { Cell } from './cell.ts'
import type { DriverSite } from './driver-order.ts'
import type { Equipment } from './equipment.ts'
import {
  findLosses,
  findOwnLosses,
  ledgerOfWriters,
  parseDriverEntry,
  parseWriterEntry,
  readLog,
  stateOf,
  type DriverEntry,
} from './ledger.ts'
import { readRegistries, startWriter, type Reading, type Worker, type WriterOrder } from './processes.ts'

/** A cell with its files. */
export interface Plot {
  readonly cell: Cell
  readonly driver: DriverSite
  readonly writers: readonly WriterOrder[]
  /** The logs of our processes, where there are others than the driver. */
  readonly driverLogs?: readonly string[]
  /** The rows that were there before anybody wrote, by table and key. */
  readonly before: ReadonlyMap<string, string>
}

/** What became of one cell. */
export interface Figures {
  readonly cell: Cell
  /** What was acknowledged: writes of the live writers, and changes of rows of ours. */
  readonly theirs: number
  readonly ours: number
  readonly theirsLost: readonly string[]
  readonly oursLost: readonly string[]
  /** What TinyDB raised in a live writer. */
  readonly exceptions: readonly string[]
  readonly mended: number
  /** The words of each warning that a write of theirs may be lost. */
  readonly overtaken: readonly string[]
  /** Our passes that wrote while the live writers stood still. */
  readonly frozen: number
  /** What ended a pass of ours, or what refused a change. */
  readonly faults: readonly string[]
  /** `whole`, or why TinyDB or our own scanner cannot read it. */
  readonly file: string
}

/** Between two passes: what is left of a quiet time must not always be the same. */
const USUAL_GAP_MS = 400
const SIZES = [0, 400] as const
const FOREIGN_PARTY = 'NODE_foreign'

/** What Python's JSON holds and JavaScript's cannot, and a party that was registered by hand. */
const SEED_TEXT = `{"Datasets": {"1": {"key": "first", "name": "caf\\u00e9", "size": 1.0, "big": 123456789012345678901234567890, "text": "${'d'.repeat(9_000)}"}}, "Certificates": {"4": {"certificate": ${JSON.stringify(FOREIGN_PEM)}, "party_id": "${FOREIGN_PARTY}", "component": "NODE", "ip": "10.221.0.9", "port": 14001}}, "Last": {"1": {"key": "last", "value": NaN}}}`

/** Makes a registry for each cell. */
export function layOut(equipment: Equipment, cells: readonly Cell[], seed: number): readonly Plot[] {
  const bare = cells.map((cell, index) => {
    const directory = join(equipment.directory, `cell-${String(index).padStart(2, '0')}`)
    for (const part of ['etc', 'var']) mkdirSync(join(directory, part), { recursive: true })
    writeFileSync(join(directory, 'etc', 'config_node.ini'), '[default]\n')
    const registryFile = join(directory, 'var', 'db_NODE_self.json')
    writeFileSync(registryFile, SEED_TEXT)
    const log = join(directory, 'driver.log')
    return {
      cell,
      driver: { directory, registryFile, log, mode: cell.mode, seed: seed + index, gap: cell.gap ?? USUAL_GAP_MS },
    }
  })
  const readings = readRegistries(
    equipment,
    bare.map(({ driver }) => driver.registryFile),
  )
  return bare.map((plot, index) => ({
    ...plot,
    writers: orderWriters(plot),
    before: new Map(statesIn(readings[index])),
  }))
}

/** Starts the live writers of every plot. */
export function startWriters(equipment: Equipment, plots: readonly Plot[]): readonly Worker[] {
  return plots.flatMap(({ writers }) => writers.map((order) => startWriter(equipment, order)))
}

/** Tells whether a live writer of a registry has written, and we have, if we are to. */
export function hasBegun({ driver, writers }: Plot, drives: boolean): boolean {
  const theirs = writers.flatMap(({ log }) => readLog(log, parseWriterEntry))
  const ours = drives ? readLog(driver.log, parseDriverEntry) : []
  const haveWe = ours.some(({ done }) => Object.keys(done ?? {}).length > 0)
  return theirs.some(({ failed }) => failed === undefined) && (haveWe || !drives)
}

/** Compares what every log has acknowledged with what a fresh process reads now. */
export function survey(equipment: Equipment, plots: readonly Plot[]): readonly Figures[] {
  const readings = readRegistries(
    equipment,
    plots.map(({ driver }) => driver.registryFile),
  )
  return plots.map((plot, index) => surveyPlot(plot, readings[index]))
}

function orderWriters({ cell, driver }: Pick<Plot, 'cell' | 'driver'>): readonly WriterOrder[] {
  const { kind, rhythm } = cell
  return Array.from({ length: cell.writers }, (_, index) => ({
    registry: driver.registryFile,
    log: join(driver.directory, `writer-${index}.log`),
    turns: join(driver.directory, 'turns'),
    kind: kind === 'mixed' ? (index % 2 === 0 ? 'held' : 'opening') : kind,
    index,
    seed: driver.seed,
    period: cell.period / 1000,
    burst: rhythm?.burst ?? null,
    rest: rhythm?.rest ?? null,
    fsync: cell.fsync / 1000,
    think: (cell.think ?? 0) / 1000,
    sizes: SIZES,
    writes: null,
  }))
}

function surveyPlot(
  { cell, driver, driverLogs = [driver.log], writers, before }: Plot,
  reading: Reading | undefined,
): Figures {
  const logs = writers.map(({ log }) => readLog(log, parseWriterEntry))
  const log = driverLogs.flatMap((file) => readLog(file, parseDriverEntry)).sort((a, b) => a.at - b.at)
  const notices = textsOf(log, 'notice')
  return {
    cell,
    theirs: logs.flat().filter(({ failed }) => failed === undefined).length,
    ours: log.flatMap(({ done }) => Object.keys(done ?? {})).length,
    theirsLost: findLosses(ledgerOfWriters(before, logs), foreignRows(reading)),
    oursLost: findOwnLosses(log, { present: rowsByOurScanner(driver.registryFile), foreign: FOREIGN_PARTY }),
    exceptions: logs.flat().flatMap(({ failed }) => (failed === undefined ? [] : [failed])),
    mended: notices.filter((text) => text.startsWith('REGISTRY_MENDED')).length,
    overtaken: notices.filter((text) => text.startsWith('REGISTRY_OVERTAKEN')),
    frozen: cell.mode === 'freeze' ? countFrozen(log) : 0,
    faults: [...textsOf(log, 'fault'), ...textsOf(log, 'refused')],
    file: describeFile(driver.registryFile, reading),
  }
}

/** How often processes stood still for a write. */
function countFrozen(log: readonly DriverEntry[]): number {
  return log.filter(({ notice }) => notice === 'FREEZE_DONE').length
}

function textsOf(log: readonly DriverEntry[], kind: 'notice' | 'fault' | 'refused'): readonly string[] {
  return log.flatMap(({ [kind]: code, message = '' }) => (code === undefined ? [] : [`${code}: ${message}`]))
}

function statesIn(reading: Reading | undefined): readonly (readonly [string, string])[] {
  if (reading === undefined || !('rows' in reading)) return []
  return Object.entries(reading.rows).map(([key, [documentId, checksum]]) => [key, stateOf(documentId, checksum)])
}

/** All rows but ours. */
function foreignRows(reading: Reading | undefined): ReadonlyMap<string, string> {
  const isForeign = (key: string): boolean => !key.startsWith('Certificates ') || key.endsWith(FOREIGN_PARTY)
  return new Map(statesIn(reading).filter(([key]) => isForeign(key)))
}

function rowsByOurScanner(registryFile: string): ReadonlyMap<string, string> {
  const rows = scan(registryFile)
  return new Map(typeof rows === 'string' ? [] : rows.map(({ partyId, fingerprint }) => [partyId, fingerprint ?? '']))
}

function describeFile(registryFile: string, reading: Reading | undefined): string {
  if (reading === undefined || 'fault' in reading) return reading?.fault ?? 'not read'
  const rows = scan(registryFile)
  return typeof rows === 'string' ? rows : 'whole'
}

function scan(registryFile: string): ReturnType<typeof registrationsIn> | string {
  try {
    return registrationsIn(readFileSync(registryFile, 'utf8'))
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 80) : String(error)
  }
}
