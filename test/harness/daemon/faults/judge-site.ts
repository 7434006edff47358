import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Daemon, LogLine } from '../daemon.ts'
import { until } from '../until.ts'
import { isRight, type Site } from './site.ts'

const DEFECTS: readonly unknown[] = ['UNEXPECTED', 'DEMO_FAILED']
const END_MS = 30_000
const CONTROL = /[^\P{Cc}\n]/u

/**
 * Judges what every fault must leave: daemons that end when they are asked to, with 0 and without a word that is no line of
 * the log; the registry as declared, with every row of other tables; no journal, process or mount.
 */
export async function judgeSite(site: Site): Promise<void> {
  const { daemons, killed } = site.book
  for (const daemon of daemons) if (!killed.has(daemon)) await endDaemon(daemon)
  for (const daemon of daemons) judgeLog(daemon)
  await judgeRegistry(site)
  if (existsSync(site.state.journal)) throw new Error(`${site.state.journal} was left behind.`)
  await judgeRemains(site)
}

/** Asks a daemon to end, and makes sure that it does: in time, and with 0. */
export async function endDaemon(daemon: Daemon): Promise<void> {
  const state: { code?: number | string } = {}
  void daemon.ended.then((code) => (state.code = code))
  daemon.signal('SIGTERM')
  const describe = (): string => describeDaemon(daemon)
  await until('the end of the daemon', () => state.code !== undefined, { limitMs: END_MS, describe })
  if (state.code !== 0) throw new Error(`The daemon ended with ${String(state.code)}.\n${describe()}`)
}

/** The end of its log, for messages. */
export function describeDaemon(daemon: Daemon): string {
  const lines = daemon.lines().slice(-25)
  return [...lines.map((line) => JSON.stringify(line)), daemon.noise()].join('\n')
}

function judgeLog(daemon: Daemon): void {
  if (daemon.noise() !== '') throw new Error(`The daemon has written what is no line of its log: ${daemon.noise()}`)
  for (const line of daemon.lines()) {
    if (DEFECTS.includes(line['code'])) throw new Error(`The daemon tells of a defect: ${JSON.stringify(line)}`)
    if (holdsControl(line)) throw new Error(`A raw control character is in ${JSON.stringify(line)}`)
  }
}

function holdsControl(line: LogLine): boolean {
  return Object.values(line).some((value) => typeof value === 'string' && CONTROL.test(value))
}

async function judgeRegistry({ network, editor, tree, book }: Site): Promise<void> {
  if (book.final !== undefined && !(await isRight(network, book.final))) {
    throw new Error('The registry was as declared, and is no more.')
  }
  if (book.others === '') return
  if (!readFileSync(tree.registryFile, 'utf8').includes(book.others)) throw new Error('Rows of other tables are lost.')
  const kept = new Set(await editor.notes(tree.registryFile))
  const lost = Array.from({ length: book.notes }, (_, number) => number).filter((number) => !kept.has(number))
  if (lost.length > 0) throw new Error(`The notes ${lost.join(', ')} are lost.`)
}

/** Whatever names the directory of this proof in its command line; the other end of a connection that was cut ends soon. */
async function judgeRemains({ network }: Site): Promise<void> {
  const left = (): readonly string[] => listCommands().filter((command) => command.includes(network.directory))
  await until('no process is left', () => left().length === 0, { limitMs: END_MS, describe: () => left().join('\n') })
  if (readFileSync('/proc/self/mounts', 'utf8').includes(network.directory)) throw new Error('A mount was left.')
}

function listCommands(): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid)
  return pids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    } catch {
      // It has ended.
      return ''
    }
  })
}
