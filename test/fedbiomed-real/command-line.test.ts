import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { suite } from '../helpers/suite.ts'
import { withCast } from './cast.ts'
import { environment, plainEnvironment } from './environment.ts'
import { certificateCommand, fingerprint, readRegistrations } from './fedbiomed.ts'
import type { RealComponent } from './fedbiomed.ts'
import { declare, PROGRAM, type PassResult, type Repository } from './federation.ts'
const CLI = ['--offline', '--registrar', 'cli']
/** Each command of Fed-BioMed takes seconds, and a multiple of that on a busy machine. */
const TIME_LIMIT_MS = 300_000

suite('the command line of the published Fed-BioMed as the registrar', (test) => {
  test('registers, replaces and deletes in a researcher, here and behind a prefix', () =>
    withCast(async ({ researcher, nodeA, nodeB, stranger }, repository) => {
      // By hand, and wrongly.
      await certificateCommand(researcher, 'register', '-pk', stranger.certificateFile, '-pi', nodeB.id)
      await certificateCommand(researcher, 'register', '-pk', stranger.certificateFile, '-pi', stranger.id)
      await declare(repository, { researcher, nodes: [nodeA, nodeB] })

      const first = await reconcile(researcher, repository, '--adopt', nodeB.id)

      assert.equal(outcomesOf(first), [`register ${nodeA.id} done`, `replace ${nodeB.id} done`].sort())
      await assertHolds(researcher, { [nodeA.id]: nodeA, [nodeB.id]: nodeB, [stranger.id]: stranger })

      await declare(repository, { researcher, nodes: [nodeA], removed: [nodeB] })
      const inside = join(repository.root, 'inside')
      await symlink(researcher.directory, inside)
      const prefix = ['env', '-i', `PATH=${join(environment(), 'bin')}:/usr/bin:/bin`, `HOME=${environment()}`]
      const second = await reconcile(researcher, repository, '--component-inside', inside, ...asFlags(prefix))

      assert.equal(outcomesOf(second), [`delete ${nodeB.id} done`])
      await assertHolds(researcher, { [nodeA.id]: nodeA, [stranger.id]: stranger })
    }))

  test('registers and deletes in a node', () =>
    withCast(async ({ researcher, nodeA }, repository) => {
      await declare(repository, { researcher, nodes: [nodeA] })

      const registered = await reconcile(nodeA, repository)

      assert.equal(outcomesOf(registered), [`register ${researcher.id} done`])
      await assertHolds(nodeA, { [researcher.id]: researcher })
      // The next pass finds nothing to do, and calls nothing.
      const text = await readFile(nodeA.registry)
      assert.equal(outcomesOf(await reconcile(nodeA, repository)), [])
      assert.ok(text.equals(await readFile(nodeA.registry)))

      const left = await run(nodeA, ['leave', ...CLI])

      assert.equal(outcomesOf(left), [`delete ${researcher.id} done`])
      await assertHolds(nodeA, {})
    }))
})

function asFlags(prefix: readonly string[]): readonly string[] {
  return prefix.map((argument) => `--registrar-prefix=${argument}`)
}

function reconcile(component: RealComponent, repository: Repository, ...flags: readonly string[]): Promise<PassResult> {
  return run(component, ['reconcile', '--federation', repository.directory, ...CLI, ...flags])
}

/** Runs the built program where Fed-BioMed's command is in the PATH. */
async function run({ directory }: RealComponent, args: readonly string[]): Promise<PassResult> {
  const { stdout, stderr, exitCode } = await execa(
    process.execPath,
    [PROGRAM, ...args, '--component', directory, '--format', 'json'],
    { env: plainEnvironment(), extendEnv: false, reject: false, timeout: TIME_LIMIT_MS },
  )
  if (!stdout.startsWith('{')) throw new Error(`It ended with ${exitCode} and without a result: ${stderr}`)
  const result = JSON.parse(stdout) as PassResult
  assert.is(exitCode, 0, stdout)
  return result
}

function outcomesOf({ outcomes = [] }: PassResult): readonly string[] {
  return outcomes.map(({ kind, party, result }) => `${kind} ${party} ${result}`).sort()
}

/** Fed-BioMed itself finds these parties with their own certificates, and no others. */
async function assertHolds(component: RealComponent, expected: Readonly<Record<string, RealComponent>>): Promise<void> {
  const found = (await readRegistrations(component)).map(({ party_id, certificate }) => [
    party_id,
    fingerprint(certificate),
  ])
  const wanted = await Promise.all(
    Object.entries(expected).map(async ([id, { certificateFile }]) => [
      id,
      fingerprint(await readFile(certificateFile, 'utf8')),
    ]),
  )
  assert.equal(Object.fromEntries(found), Object.fromEntries(wanted))
}
