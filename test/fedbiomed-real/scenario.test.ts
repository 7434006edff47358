import { readFile } from 'node:fs/promises'
import * as assert from 'uvu/assert'
import { suite } from '../helpers/suite.ts'
import { withCast, type Cast } from './cast.ts'
import { certificateCommand, fingerprint, readPrintedParties, typeCommand, type RealComponent } from './fedbiomed.ts'
import { declare, runPass, type PassResult, type Repository } from './federation.ts'
import { assertRegistered } from './judge.ts'

suite('the published Fed-BioMed', (test) => {
  test('finds in each registry the intended peers and nothing else', () =>
    withCast(async ({ researcher, nodeA, nodeB }, repository) => {
      await declare(repository, { researcher, nodes: [nodeA, nodeB] })

      for (const component of [researcher, nodeA, nodeB]) {
        assertExit(await runPass('plan', component, repository), 2)
        // One of them beside a component that may run, with the quiet times that this asks for.
        const flags = component === nodeA ? [] : ['--offline']
        assert.equal(outcomes(await runPass('reconcile', component, repository, ...flags)), [
          'register done',
          'register done',
        ])
      }

      await assertRegistered(researcher, [nodeA, nodeB])
      await assertRegistered(nodeA, [researcher, nodeB])
      await assertRegistered(nodeB, [researcher, nodeA])
      for (const component of [researcher, nodeA, nodeB]) await assertInSync(component, repository)
      // The other times, the same commands run in a process that was forked when all was imported.
      const typed = await typeCommand(nodeA, 'certificate', 'list')
      assert.equal(readPrintedParties(typed), [researcher.id, nodeB.id].sort())
    }))

  test('finds the new certificate of a node that generated one', () =>
    withRegistered(async ({ researcher, nodeA, nodeB }, repository) => {
      const old = fingerprint(await readFile(nodeA.certificateFile, 'utf8'))
      await certificateCommand(nodeA, 'generate')
      assertExit(await runPass('plan', nodeA, repository), 21)

      await declare(repository, { researcher, nodes: [nodeA, nodeB] })
      assertExit(await runPass('reconcile', nodeB, repository, '--offline'), 20)
      await declare(repository, { researcher, nodes: [nodeA, nodeB], replaces: { [nodeA.id]: [old] } })
      for (const component of [researcher, nodeB]) {
        assert.equal(outcomes(await runPass('reconcile', component, repository, '--offline')), ['replace done'])
      }

      await assertRegistered(researcher, [nodeA, nodeB])
      await assertRegistered(nodeB, [researcher, nodeA])
      for (const component of [researcher, nodeA, nodeB]) await assertInSync(component, repository)
    }))

  test('no longer finds a party that was removed', () =>
    withRegistered(async ({ researcher, nodeA, nodeB }, repository) => {
      await declare(repository, { researcher, nodes: [nodeA], removed: [nodeB] })
      for (const component of [researcher, nodeA]) {
        assertExit(await runPass('plan', component, repository), 2)
        assert.equal(outcomes(await runPass('reconcile', component, repository, '--offline')), ['delete done'])
      }
      assertExit(await runPass('reconcile', nodeB, repository, '--offline'), 20)
      assertExit(await runPass('leave', nodeB, repository, '--offline'), 0)

      await assertRegistered(researcher, [nodeA])
      await assertRegistered(nodeA, [researcher])
      await assertRegistered(nodeB, [])
      for (const component of [researcher, nodeA]) await assertInSync(component, repository)
    }))

  test('keeps a foreign party that its own register added', () =>
    withRegistered(async ({ researcher, nodeA, nodeB, stranger }, repository) => {
      await certificateCommand(nodeB, 'register', '-pk', stranger.certificateFile, '-pi', stranger.id)
      const before = await readFile(nodeB.registry, 'utf8')

      const plan = await runPass('plan', nodeB, repository)
      assert.equal(plan.drift.find(({ party }) => party === stranger.id)?.class, 'foreign')
      await assertInSync(nodeB, repository)
      assertExit(await runPass('reconcile', nodeB, repository, '--offline'), 0)
      assert.is(await readFile(nodeB.registry, 'utf8'), before)

      await declare(repository, { researcher, nodes: [nodeB], removed: [nodeA] })
      assert.equal(outcomes(await runPass('reconcile', nodeB, repository, '--offline')), ['delete done'])
      // Fed-BioMed's own command takes every party of this family for a researcher.
      await assertRegistered(nodeB, [researcher, { ...stranger, role: 'researcher' }])
    }))
})

/** The cast after its federation was declared and reconciled. */
function withRegistered(use: (cast: Cast, repository: Repository) => Promise<void>): Promise<void> {
  return withCast(async (cast, repository) => {
    const { researcher, nodeA, nodeB } = cast
    await declare(repository, { researcher, nodes: [nodeA, nodeB] })
    for (const component of [researcher, nodeA, nodeB]) {
      assertExit(await runPass('reconcile', component, repository, '--offline'), 0)
    }
    await use(cast, repository)
  })
}

async function assertInSync(component: RealComponent, repository: Repository): Promise<void> {
  const { exitCode, changes } = await runPass('plan', component, repository)
  assert.equal({ exitCode, changes }, { exitCode: 0, changes: [] })
}

function assertExit({ exitCode, problems }: PassResult, expected: number): void {
  assert.is(exitCode, expected, `Exit code ${exitCode} instead of ${expected}: ${JSON.stringify(problems)}`)
}

function outcomes(pass: PassResult): readonly string[] {
  return (pass.outcomes ?? []).map(({ kind, result }) => `${kind} ${result}`)
}
