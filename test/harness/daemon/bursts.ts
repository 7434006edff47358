import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeChance, type Proof } from '../../../scripts/harness.ts'
import type { ComponentTreePaths } from '../../../src/demo/component-tree.ts'
import { manifestOf, MEMBERS } from '../../helpers/federation.ts'
import { startDaemon, type Daemon } from './daemon.ts'
import { ALL, EVERYBODY, withNetwork, type Network } from './network.ts'
import { until } from './until.ts'

/** Longer than the proof: what an event does not tell, nothing tells. */
const INTERVAL = '24h'
const BETWEEN_MS = 10
const LONGEST_MS = 120_000
const [LOWEST_PORT, PORTS] = [20_000, 20_000]

/** A daemon that hears of commits by events misses no final state, however quickly they follow each other. */
export const BURSTS: readonly Proof[] = [
  {
    name: 'of bursts of commits no final state is missed',
    run: ({ rounds, seed }) =>
      withNetwork(async (network) => {
        const chance = makeChance(seed)
        const { directory } = network.trees.a
        const federation = join(network.clone, 'federation')
        const daemon = startDaemon([
          '--component',
          directory,
          '--federation',
          federation,
          '--offline',
          '--interval',
          INTERVAL,
        ])
        try {
          await holds(network.trees.a, MEMBERS.b.address.port, daemon)
          const delays: number[] = []
          for (let burst = 0; burst < rounds; burst += 1) delays.push(await sendBurst(network, daemon, chance))
          return describe(delays)
        } finally {
          daemon.signal('SIGTERM')
          await daemon.ended
        }
      }),
  },
]

/** Commits twice, and gives how many milliseconds after the second commit the registry was right. */
async function sendBurst(network: Network, daemon: Daemon, chance: () => number): Promise<number> {
  const [first, last] = [drawPort(chance), drawPort(chance)]
  await declarePort(network, first)
  await sleep(BETWEEN_MS)
  await declarePort(network, last)
  const start = performance.now()
  await holds(network.trees.a, last, daemon)
  // Now and then a burst meets the pass of the one before.
  await sleep(chance() * 2 * BETWEEN_MS)
  return performance.now() - start
}

function drawPort(chance: () => number): number {
  return LOWEST_PORT + Math.floor(chance() * PORTS)
}

async function declarePort({ declare }: Network, port: number): Promise<void> {
  const text = manifestOf(ALL)
  const before = `ip: ${MEMBERS.b.address.ip}\n    port: ${MEMBERS.b.address.port}`
  if (!text.includes(before)) throw new Error('The manifest has no such address.')
  await declare(
    { ...EVERYBODY, manifest: text.replace(before, `ip: ${MEMBERS.b.address.ip}\n    port: ${port}`) },
    false,
  )
}

function holds(tree: ComponentTreePaths, port: number, daemon: Daemon): Promise<void> {
  const describeLog = (): string =>
    [
      ...daemon
        .lines()
        .slice(-10)
        .map((line) => JSON.stringify(line)),
      daemon.noise(),
    ].join('\n')
  return until(`port ${port} in the registry`, () => readPort(tree) === port, {
    limitMs: LONGEST_MS,
    describe: describeLog,
  })
}

function readPort({ registryFile }: ComponentTreePaths): number | undefined {
  const tables = parseTables(readFileSync(registryFile, 'utf8'))
  const row = Object.values(tables?.Certificates ?? {}).find(({ party_id }) => party_id === MEMBERS.b.id)
  return row === undefined ? undefined : Number(row.port)
}

interface Tables {
  readonly Certificates?: Readonly<Record<string, { readonly party_id: string; readonly port: unknown }>>
}

/** While it is written, it is no whole JSON. Python writes NaN, which JSON does not know. */
function parseTables(text: string): Tables | undefined {
  try {
    return JSON.parse(text.replace(/: NaN\b/g, ': null')) as Tables
  } catch {
    return undefined
  }
}

function describe(delays: readonly number[]): string {
  const sorted = [...delays].sort((a, b) => a - b)
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(0)
  return `${delays.length} bursts of two commits, 0 missed; registered after ${at(0.5)} ms (middle), ${at(0.99)} ms (99 of 100), ${at(1)} ms (longest)`
}
