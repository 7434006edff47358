import { setTimeout as sleep } from 'node:timers/promises'
import { makeChance, type Proof } from '../../../scripts/harness.ts'
import { MEMBERS, readRegistrations, type MemberName } from '../../helpers/federation.ts'
import { ACTS, choose, declare, makeStage, type Stage } from './chaos-stage.ts'
import { measure, type Holding } from './daemon.ts'
import { withEditor } from './editor.ts'
import { ALL, withNetwork } from './network.ts'
import { withRemote } from './remote.ts'
import { runProgram } from './reconcile.ts'
import { until } from './until.ts'

/** A round, which elsewhere is a burst, is this much of chaos: a thousand are ten minutes. */
const SECONDS_PER_ROUND = 0.6
const LEAST_SECONDS = 45
const LONGEST_END_MS = 120_000
const [MORE_MEMORY, MORE_DESCRIPTORS] = [1.3, 2]

/** Commits, edits of registries, kills and cuts of the network, all by chance and all at once. */
export const CHAOS: readonly Proof[] = [
  {
    name: 'chaos ends with every registry right',
    run: ({ rounds, seed }) =>
      withNetwork((network) =>
        withRemote(network, (remote) =>
          withEditor(async (editor) => {
            const stage = makeStage({ network, remote, editor, chance: makeChance(seed) })
            try {
              await play(stage, Math.max(LEAST_SECONDS, rounds * SECONDS_PER_ROUND) * 1000)
              return await judge(stage)
            } finally {
              for (const { signal } of stage.daemons.values()) signal('SIGKILL')
            }
          }),
        ),
      ),
  },
]

async function play(stage: Stage, milliseconds: number): Promise<void> {
  const names = Object.entries(ACTS).flatMap(([name, [weight]]) => Array.from({ length: weight }, () => name))
  const stop = performance.now() + milliseconds
  while (performance.now() < stop) {
    const name = choose(stage, names)
    await ACTS[name]?.[1](stage)
    stage.done.set(name, (stage.done.get(name) ?? 0) + 1)
    const server = stage.daemons.get('server')
    if (server !== undefined) stage.holdings.push(measure(server))
    await sleep(100 + stage.chance() * 700)
  }
}

/** The last commit, and what a person does about rows that somebody edited; then everything must become right by itself. */
async function judge(stage: Stage): Promise<string> {
  const { members } = stage.declared
  await declare(stage, { members: { ...members, b: members.b ?? stage.lastOfB } })
  await until('the end of chaos', () => isSettled(stage), {
    limitMs: LONGEST_END_MS,
    describe: () => describeAll(stage),
  })
  for (const name of ALL) {
    const kept = await stage.editor.notes(stage.network.trees[name].registryFile)
    const lost = (stage.noted.get(name) ?? []).filter((number) => !kept.includes(number))
    if (lost.length > 0) throw new Error(`The registry of ${name} has lost rows ${lost.join(', ')} of another table.`)
  }
  return `${describeActs(stage)}\n${judgeGrowth(stage.holdings)}`
}

/** Overwrites what was edited, again where that came too early, and tells whether all registries are as declared. */
async function isSettled(stage: Stage): Promise<boolean> {
  const wrong = (await Promise.all(ALL.map((name) => isRight(stage, name)))).includes(false)
  if (!wrong) return true
  for (const { member, party } of stage.edited.values()) {
    const { directory } = stage.network.trees[member]
    const flags = ['--component', directory, ...stage.remote.flags, '--overwrite', MEMBERS[party].id]
    await runProgram(['reconcile', ...flags])
  }
  return false
}

async function isRight({ network, declared }: Stage, name: MemberName): Promise<boolean> {
  const expected = await network.expected(name, declared)
  try {
    return JSON.stringify(sortKeys(readRegistrations(network.trees[name]))) === JSON.stringify(sortKeys(expected))
  } catch {
    // It is being written.
    return false
  }
}

function sortKeys(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** The middle of the first third that is warm against that of the last. */
function judgeGrowth(holdings: readonly Holding[]): string {
  const third = Math.floor(holdings.length / 3)
  const middle = (of: keyof Holding, from: number): number => {
    const values = holdings.slice(from, from + third).map((holding) => holding[of])
    return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
  }
  const [memory, later] = [middle('memoryMiB', third), middle('memoryMiB', holdings.length - third)]
  const [descriptors, more] = [middle('descriptors', third), middle('descriptors', holdings.length - third)]
  const figures = `memory ${memory.toFixed(0)} MiB, then ${later.toFixed(0)}; descriptors ${descriptors}, then ${more}`
  if (!(later <= memory * MORE_MEMORY) || !(more <= descriptors + MORE_DESCRIPTORS))
    throw new Error(`It grows: ${figures}`)
  return figures
}

function describeActs({ done }: Stage): string {
  return [...done]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}

function describeAll({ daemons, network }: Stage): string {
  return [...daemons]
    .map(([name, daemon]) => {
      const log = daemon
        .lines()
        .slice(-15)
        .map((line) => JSON.stringify(line))
      return [`${name}, ${network.trees[name].registryFile}:`, ...log, daemon.noise()].join('\n')
    })
    .join('\n')
}
