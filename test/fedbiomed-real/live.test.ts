import { readFile, writeFile } from 'node:fs/promises'
import * as assert from 'uvu/assert'
import { withDaemon, type LogLine, type RunningDaemon } from '../helpers/daemon.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { suite } from '../helpers/suite.ts'
import { withCast, type Cast } from './cast.ts'
import { certificateCommand, fingerprint, readRegistrations, type RealComponent } from './fedbiomed.ts'
import { declare, type Declaration, type Repository } from './federation.ts'
import type { PythonProcess } from './python-process.ts'
import {
  insist,
  readLooks,
  startDatasets,
  startLooking,
  startNode,
  startResearcher,
  type RunningNode,
} from './running.ts'

/** How long the daemons work in each way of writing; a change of the federation that has begun is waited for. */
const SECONDS = Number(process.env['FEDBIOMED_LIVE_SECONDS'] ?? 35)
/** People and nodes rest between their changes: a writer that never did would let nobody in, and is told as busy. */
const REST_MS = 3_500
/** How long a change may take to arrive in both registries, on a busy machine. */
const ARRIVAL_MS = 240_000
const MODES = { beside: [], freeze: ['--freeze'] } as const

/** Fed-BioMed at work: a researcher with its server, a node that is connected to it, and a GUI's work beside the node. */
interface Work {
  readonly researcher: PythonProcess
  readonly node: RunningNode
  readonly datasets: PythonProcess
  readonly looking: readonly PythonProcess[]
}

/** What Fed-BioMed wrote itself, and must still be there. */
interface Written {
  readonly nodeWrites: number
  readonly researcherWrites: number
  readonly datasets: readonly string[]
  readonly plans: readonly string[]
  readonly contexts: readonly string[]
}

type Step = (cast: Cast, repository: Repository) => Promise<Declaration>

suite('a node and its researcher at work', (test) => {
  test('go on while daemons register beside them, and nobody loses anything', () =>
    withCast((cast, repository) =>
      withWork(cast, async (work) => {
        await declare(repository, { researcher: cast.researcher, nodes: [cast.nodeA] })
        const figures: string[] = []
        const written: Written[] = []
        for (const mode of ['beside', 'freeze'] as const) {
          const changed = await withDaemons(cast, repository, { mode, body: () => playBoth(cast, repository, work) })
          written.push(changed.written)
          figures.push(`${mode}: ${changed.figures}`)
        }

        await assertAnswering(cast, work)
        await assertNothingLost(cast, written)
        figures.push(...(await Promise.all(work.looking.map(tellLooks))))
        console.log(`\n${figures.join('\n')}`)
      }),
    ))
})

/** Starts everything of Fed-BioMed, and ends it. */
async function withWork({ researcher, nodeA }: Cast, use: (work: Work) => Promise<void>): Promise<void> {
  const running: { end(): Promise<void> }[] = []
  const keep = async <T extends { end(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting
    running.unshift(started)
    return started
  }
  try {
    const port = await findFreePort()
    const [server, datasets] = await Promise.all([
      keep(startResearcher(researcher, port)),
      keep(writeCsv(nodeA).then((csv) => startDatasets(nodeA, csv))),
    ])
    const node = await keep(startNode(nodeA, port))
    await untilConnected(server, nodeA)
    const looking = await Promise.all([keep(startLooking(nodeA)), keep(startLooking(researcher))])
    await use({ researcher: server, node, datasets, looking })
  } finally {
    for (const process of running) await process.end()
  }
}

async function untilConnected(server: PythonProcess, { id }: RealComponent): Promise<void> {
  const end = performance.now() + ARRIVAL_MS
  while ((await insist(server, 'ping')) !== id) {
    if (performance.now() > end) throw new Error(`The node did not connect to its researcher: ${server.log()}`)
    await rest(250)
  }
}

interface Watching<T> {
  readonly mode: keyof typeof MODES
  readonly body: () => Promise<T>
}

/** Lets one daemon watch over each component meanwhile; both must end by themselves when they are told to. */
async function withDaemons(
  { researcher, nodeA }: Cast,
  { directory }: Repository,
  { mode, body }: Watching<Written>,
): Promise<{ readonly written: Written; readonly figures: string }> {
  const argv = ({ directory: component }: RealComponent): readonly string[] => [
    ...['--settings', 'none', '--component', component, '--federation', directory, '--interval', '1s', '--verbose'],
    ...MODES[mode],
  ]
  const results: { written: Written; figures: string }[] = []
  await withDaemon(argv(researcher), (one) =>
    withDaemon(argv(nodeA), async (other) => {
      const daemons = [one, other]
      const written = await body().catch((error: unknown) => {
        const shown = [String(error), ...daemons.map((daemon) => daemon.show().slice(-4_000))]
        throw new Error(shown.join('\n'), { cause: error })
      })
      for (const daemon of daemons) daemon.signal('SIGTERM')
      assert.equal(await Promise.all(daemons.map((daemon) => daemon.end())), [0, 0])
      assert.equal(daemons.map((daemon) => daemon.stderr()).join(''), '')
      const { nodeWrites, researcherWrites } = written
      const ours = daemons.map(countOurs).join(' and ')
      if (mode === 'freeze') assert.match(ours, /[1-9][0-9]* times frozen/)
      results.push({
        written,
        figures: `${nodeWrites} writes of the node's, ${researcherWrites} of the researcher's; ${ours}`,
      })
    }),
  )
  const [result] = results
  if (result === undefined) throw new Error('The daemons did not run.')
  return result
}

function countOurs(daemon: RunningDaemon): string {
  const count = (fields: LogLine): number =>
    daemon.lines().filter((line) => Object.entries(fields).every(([key, value]) => line[key] === value)).length
  const passes = daemon.lines().filter(({ trigger }) => trigger !== undefined).length
  return `${passes} passes, ${count({ message: 'change', result: 'done' })} changes of ours, ${count({ code: 'FREEZE_DONE' })} times frozen`
}

/** The administrators change the federation while Fed-BioMed works, each at its own pace. */
async function playBoth(cast: Cast, repository: Repository, work: Work): Promise<Written> {
  const end = performance.now() + SECONDS * 1000
  const over = (): boolean => performance.now() > end
  const [written] = await Promise.all([useFedBioMed(cast, work, over), changeFederation(cast, repository, over)])
  return written
}

/** Node B joins, generates a new certificate, and leaves: each is committed, and both registries must follow. */
async function changeFederation(cast: Cast, repository: Repository, over: () => boolean): Promise<void> {
  do {
    for (const step of [join, rotate, leave]) {
      const declaration = await step(cast, repository)
      await declare(repository, declaration)
      await Promise.all([untilRegistered(cast.researcher, declaration), untilRegistered(cast.nodeA, declaration)])
    }
  } while (!over())
}

const join: Step = ({ researcher, nodeA, nodeB }) => Promise.resolve({ researcher, nodes: [nodeA, nodeB] })

const rotate: Step = async ({ researcher, nodeA, nodeB }) => {
  const old = fingerprint(await readFile(nodeB.certificateFile, 'utf8'))
  await certificateCommand(nodeB, 'generate')
  return { researcher, nodes: [nodeA, nodeB], replaces: { [nodeB.id]: [old] } }
}

const leave: Step = ({ researcher, nodeA, nodeB }) => Promise.resolve({ researcher, nodes: [nodeA], removed: [nodeB] })

/** Waits until a component holds the present certificates of the others, and of nobody that has left. */
async function untilRegistered(
  component: RealComponent,
  { researcher, nodes, removed = [] }: Declaration,
): Promise<void> {
  const peers = [researcher, ...nodes].filter(({ id }) => id !== component.id)
  const wanted = await Promise.all(peers.map(({ certificateFile }) => readFile(certificateFile, 'utf8')))
  const isThere = async (): Promise<boolean> => {
    const found = await readRegistrations(component)
    const held = found.map(({ certificate }) => certificate)
    return (
      wanted.every((pem) => held.includes(pem)) && !removed.some(({ id }) => found.some((row) => row.party_id === id))
    )
  }
  const end = performance.now() + ARRIVAL_MS
  while (!(await isThere().catch(() => false))) {
    if (performance.now() > end) throw new Error(`The registrations of ${component.id} did not come about.`)
    await rest(250)
  }
}

/** A round of everything that makes Fed-BioMed write: one after the other for each registry, as TinyDB needs it. */
async function useFedBioMed(cast: Cast, work: Work, over: () => boolean): Promise<Written> {
  const names: string[] = []
  const counts = { node: 0, researcher: 0 }
  do {
    const name = `${Math.round(performance.now())}`
    await Promise.all([useNode(work, name), useResearcher(work, name)])
    if (names.length % 3 === 0) await registerStranger(cast)
    counts.node += names.length % 3 === 0 ? 5 : 4
    counts.researcher += 3
    names.push(`kept-${name}`)
    await rest(REST_MS)
  } while (!over())
  const { node: nodeWrites, researcher: researcherWrites } = counts
  return { nodeWrites, researcherWrites, datasets: names, plans: names, contexts: names }
}

async function useNode({ researcher, datasets }: Work, name: string): Promise<void> {
  await insist(researcher, `approve kept-${name}`)
  await insist(datasets, `add kept-${name}`)
  await insist(datasets, `add gone-${name}`)
  await insist(datasets, `delete gone-${name}`)
}

async function useResearcher({ researcher }: Work, name: string): Promise<void> {
  await insist(researcher, `keep kept-${name}`)
  await insist(researcher, `keep gone-${name}`)
  await insist(researcher, `drop gone-${name}`)
}

/** By the node's own command line, in a third process. */
async function registerStranger({ nodeA, stranger }: Cast): Promise<void> {
  await certificateCommand(nodeA, 'register', '-pk', stranger.certificateFile, '-pi', stranger.id, '--upsert')
}

async function assertAnswering({ nodeA }: Cast, { researcher, node }: Work): Promise<void> {
  assert.ok(node.isRunning(), 'the node is still running')
  assert.is(await insist(researcher, 'ping'), nodeA.id)
  for (const { log, of } of [
    { log: node.log(), of: 'the node' },
    { log: researcher.log(), of: 'the researcher' },
  ]) {
    assert.not.match(log, /Traceback|JSONDecodeError|FB6\d\d| (ERROR|CRITICAL) /, of)
  }
}

async function assertNothingLost({ researcher, nodeA, stranger }: Cast, written: readonly Written[]): Promise<void> {
  const all = (pick: (one: Written) => readonly string[]): readonly string[] => written.flatMap(pick).sort()
  const ofNode = await readTables(nodeA)
  assert.equal(
    ofNode('Datasets', 'name'),
    all(({ datasets }) => datasets),
  )
  assert.equal(
    ofNode('TrainingPlans', 'description'),
    all(({ plans }) => plans),
  )
  assert.equal(
    (await readTables(researcher))('SecaggManager', 'secagg_id'),
    all(({ contexts }) => contexts),
  )
  // After the last step, in which node B has left.
  const parties = async (component: RealComponent): Promise<readonly string[]> =>
    (await readRegistrations(component)).map(({ party_id }) => party_id).sort()
  assert.equal(await parties(nodeA), [researcher.id, stranger.id].sort())
  assert.equal(await parties(researcher), [nodeA.id])
}

async function readTables({ registry }: RealComponent): Promise<(table: string, key: string) => readonly string[]> {
  const tables = JSON.parse(await readFile(registry, 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
  >
  return (table, key) =>
    Object.values(tables[table] ?? {})
      .map((row) => String(row[key]))
      .sort()
}

async function tellLooks(looking: PythonProcess): Promise<string> {
  const { looks, torn, kept, faults } = await readLooks(looking)
  assert.equal(faults, [])
  assert.ok(looks > 0 && kept > 0, 'the looking saw something')
  return `looked at ${looks} times by TinyDB, ${torn} times within a write; ${kept} rows of Fed-BioMed's seen, none lost`
}

async function writeCsv({ directory }: RealComponent): Promise<string> {
  const path = `${directory}/data/table.csv`
  await writeFile(path, 'age,weight\n41,70\n52,81\n63,92\n')
  return path
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, milliseconds))
}
