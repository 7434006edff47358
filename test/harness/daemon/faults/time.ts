import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Proof } from '../../../../scripts/harness.ts'
import type { Daemon } from '../daemon.ts'
import { EVERYBODY } from '../network.ts'
import { isLost, removeRow } from './levers.ts'
import { lookAt, passes, requireEnd, requireUntouched, tells } from './looks.ts'
import { B_ROTATED, fault, type Site } from './site.ts'

/**
 * Time passes otherwise than it should. The program that is tried is the built one; what it sees of the clocks is changed
 * before it is loaded. Only what it sees: git and ssh, and the files, keep the real time.
 */
export const TIME_FAULTS: readonly Proof[] = [
  fault(
    'server gone for an hour: rows are healed all the time, no pass is refused, and then it goes on',
    goneForAnHour,
  ),
  fault('server gone for longer than maxStaleness: 22, nothing is registered; back: it goes on', goneForTooLong),
  fault('clock a year forward and back again: passes go on, and commits are followed on either side', aYearForward),
  fault('clock an hour back, the server gone: the source is not stale, rows are healed, and it goes on', anHourBack),
]

const PRELOAD = join(import.meta.dirname, 'clock.cjs')
/** A second is ten minutes. */
const SPEED = 600
const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS

/** A fetch takes as long as it takes, which are many minutes then. */
function watchFast(site: Site, ...more: readonly string[]): Daemon {
  const flags = ['--interval', '1m', '--fetch-timeout', '10h', ...more]
  return site.watch(flags, { NODE_OPTIONS: `--require=${PRELOAD}`, CLOCK_SPEED: String(SPEED) })
}

async function goneForAnHour(site: Site): Promise<string> {
  const daemon = watchFast(site)
  await site.becomes(EVERYBODY)
  const from = daemon.lines().length
  await site.remote.server.stop()
  await daemon.logged('the server is gone', isLost, from)
  await site.network.declare(B_ROTATED)
  for (const part of ['first half', 'second half']) {
    await sleep(HOUR_MS / SPEED / 2)
    await removeRow(site, 'b')
    await site.becomes(EVERYBODY).catch((cause: unknown) => {
      throw new Error(`In the ${part} of the hour it was not healed.`, { cause })
    })
  }
  const refused = daemon.lines().find(passes(22))
  if (refused !== undefined) throw new Error(`A pass is refused: ${JSON.stringify(refused)}`)
  await site.remote.server.start()
  await site.becomes(B_ROTATED)
  return 'healed twice within the hour, then followed'
}

async function goneForTooLong(site: Site): Promise<string> {
  const daemon = watchFast(site, '--max-staleness', '1h')
  await site.becomes(EVERYBODY)
  await site.remote.server.stop()
  await daemon.logged('the server is gone', isLost, 0)
  await site.network.declare(B_ROTATED)
  const { problem } = await daemon.logged('it is stale', tells('SOURCE_STALE'), 0)
  await removeRow(site, 'b')
  const before = lookAt(site)
  for (const what of ['a pass that is refused', 'another one']) await daemon.logged(what, passes(22))
  requireUntouched(site, before)
  await site.remote.server.start()
  await site.becomes(B_ROTATED)
  return String(problem)
}

/** Starts a daemon whose wall clock can be put. */
function watchPut(site: Site): { readonly daemon: Daemon; readonly put: (milliseconds: number) => void } {
  const file = join(site.network.directory, 'clock')
  const put = (milliseconds: number): void => {
    writeFileSync(file, String(milliseconds))
  }
  put(0)
  return { daemon: site.watch([], { NODE_OPTIONS: `--require=${PRELOAD}`, CLOCK_FILE: file }), put }
}

async function aYearForward(site: Site): Promise<string> {
  const { put } = watchPut(site)
  await site.becomes(EVERYBODY)
  put(YEAR_MS)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  await removeRow(site, 'server')
  await site.becomes(B_ROTATED)
  put(0)
  await removeRow(site, 'b')
  await site.becomes(B_ROTATED)
  await site.network.declare(B_REMOVED)
  await site.becomes(B_REMOVED)
  requireEnd(await site.status(), 0, 'InSync')
  return 'followed and healed a year ahead, and back again'
}

const B_REMOVED = { members: { server: 1, a: 1 }, removed: ['b'] } as const

async function anHourBack(site: Site): Promise<string> {
  const { daemon, put } = watchPut(site)
  await site.becomes(EVERYBODY)
  put(-HOUR_MS)
  await site.remote.server.stop()
  await daemon.logged('the server is gone', isLost, 0)
  await removeRow(site, 'b')
  await site.becomes(EVERYBODY)
  await site.remote.server.start()
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  const stale = daemon.lines().find(tells('SOURCE_STALE'))
  if (stale !== undefined) throw new Error(`It is taken for stale: ${JSON.stringify(stale)}`)
  return 'healed and followed an hour back'
}
