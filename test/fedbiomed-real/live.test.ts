import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../helpers/suite.ts'
import { withCast, type Cast } from './cast.ts'
import { certificateCommand, readRegistrations, type RealComponent } from './fedbiomed.ts'
import { declare, runPass, type Repository } from './federation.ts'
import { startDatasets, startNode, type Datasets } from './running.ts'

/** How often our own registrations change in each way of writing. */
const PASSES = 4

suite('a running node of the published Fed-BioMed', (test) => {
  for (const mode of ['beside', 'freeze'] as const) {
    test(`goes on while its registry is reconciled, and nobody loses anything: ${mode}`, () =>
      withCast(async (cast, repository) => {
        const { nodeA } = cast
        const node = await startNode(nodeA)
        const datasets = await startDatasets(nodeA, await writeCsv(nodeA))
        try {
          const [, kept] = await Promise.all([
            reconcileAgainAndAgain(cast, repository, mode === 'freeze' ? ['--freeze'] : []),
            useFedBioMed(cast, datasets),
          ])

          assert.equal(await datasets.finish(), [])
          assert.ok(node.isRunning(), 'the node is still running')
          assert.not.match(node.log(), /Traceback|JSONDecodeError|FB6\d\d/)
          await assertNothingLost(cast, kept)
        } finally {
          await datasets.end()
          await node.end()
        }
        const after = JSON.parse(await readFile(nodeA.registry, 'utf8')) as Record<string, unknown>
        assert.ok('NodeProcessState' in after, "the node's own process manager wrote its state")
      }))
  }
})

/** A party leaves and comes again: its registration is deleted and added beside everything that the node writes. */
async function reconcileAgainAndAgain(
  { researcher, nodeA, nodeB }: Cast,
  repository: Repository,
  flags: readonly string[],
): Promise<void> {
  for (let pass = 0; pass < PASSES; pass += 1) {
    const away = pass % 2 === 1
    await declare(repository, { researcher, nodes: away ? [nodeA] : [nodeA, nodeB], removed: away ? [nodeB] : [] })
    const { outcomes = [], exitCode } = await runPass('reconcile', nodeA, repository, ...flags)
    assert.is(exitCode, 0, JSON.stringify(outcomes))
    assert.ok(outcomes.length > 0 && outcomes.every(({ result }) => result === 'done'), JSON.stringify(outcomes))
  }
}

/**
 * Fed-BioMed's own code at work: datasets come and go, and its command line registers a stranger. One after the other,
 * since two TinyDB processes that write at the same time break the file by themselves.
 */
async function useFedBioMed({ nodeA, stranger }: Cast, datasets: Datasets): Promise<readonly string[]> {
  const kept: string[] = []
  for (let round = 0; round < 6; round += 1) {
    for (const name of [`kept-${round}`, `gone-${round}`]) await datasets.add(name)
    kept.push(`kept-${round}`)
    await datasets.delete(`gone-${round}`)
    if (round % 3 === 1) {
      const upsert = round === 1 ? [] : ['--upsert']
      await certificateCommand(nodeA, 'register', '-pk', stranger.certificateFile, '-pi', stranger.id, ...upsert)
    } else {
      // As people do: a writer that never rests would let nobody in, and is told as busy.
      await new Promise((wake) => setTimeout(wake, 4_000))
    }
  }
  return kept
}

async function assertNothingLost({ researcher, nodeA, stranger }: Cast, kept: readonly string[]): Promise<void> {
  const registry = JSON.parse(await readFile(nodeA.registry, 'utf8')) as {
    readonly Datasets: Readonly<Record<string, { readonly name: string }>>
  }
  const names = Object.values(registry.Datasets).map(({ name }) => name)
  assert.equal(names.sort(), [...kept].sort())
  const parties = (await readRegistrations(nodeA)).map(({ party_id }) => party_id)
  // After the last pass, in which node B has left.
  assert.equal([...parties].sort(), [researcher.id, stranger.id].sort())
}

async function writeCsv({ directory }: RealComponent): Promise<string> {
  const path = join(directory, 'data', 'table.csv')
  await writeFile(path, 'age,weight\n41,70\n52,81\n63,92\n')
  return path
}
