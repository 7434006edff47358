import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { git } from '../helpers/git.ts'
import { suite } from '../helpers/suite.ts'
import { withCast } from './cast.ts'
import { certificateCommand, typeCommand, type RealComponent } from './fedbiomed.ts'
import { PROGRAM, runPass, type Repository } from './federation.ts'
import { assertRegistered } from './judge.ts'

interface Run {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

const MANIFEST = ['apiVersion: fbm-gitops/v1', 'federation: real', 'profile: party', ''].join('\n')

suite('what components of the published Fed-BioMed publish', (test) => {
  test('is registered by the others: at the site, from registration instructions, and after a new certificate', () =>
    withCast(async ({ researcher, nodeA, nodeB }, repository) => {
      await begin(repository)
      await publish(repository, '--component', researcher.directory)
      await publish(repository, '--component', nodeA.directory, '--name', 'hospital-a')
      await publishFromMail(repository, nodeB)
      await reconcileAll([researcher, nodeA, nodeB], repository)

      await assertRegistered(researcher, [nodeA, nodeB])
      await assertRegistered(nodeA, [researcher, nodeB])
      await assertRegistered(nodeB, [researcher, nodeA])

      await certificateCommand(nodeA, 'generate')
      await publish(repository, '--component', nodeA.directory)
      await reconcileAll([researcher, nodeA, nodeB], repository)

      await assertRegistered(researcher, [nodeA, nodeB])
      await assertRegistered(nodeB, [researcher, nodeA])
    }))
})

/** As a coordinator begins: with nobody. */
async function begin({ root, directory }: Repository): Promise<void> {
  git(root, 'config', 'user.name', 'Ada Admin')
  git(root, 'config', 'user.email', 'ada@hospital.example')
  await writeFile(join(directory, 'federation.yaml'), MANIFEST)
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '--message', 'Begin')
}

/** What a site sends is put into the repository by the coordinator, who compares the fingerprint first. */
async function publishFromMail(repository: Repository, node: RealComponent): Promise<void> {
  const mail = join(repository.root, '.git/mail.txt')
  const instructions = await typeCommand(node, 'certificate', 'registration-instructions')
  await writeFile(mail, `> ${instructions.replaceAll('\n', '\r\n> ')}`)
  const typed = ['--from-instructions', mail, '--name', 'hospital-b']
  const asked = await program('publish', ...typed, '--federation', repository.directory)
  assert.is(asked.exitCode, 2, asked.stderr)

  await publish(repository, ...typed, '--yes')

  assert.match(await readFile(join(repository.directory, 'federation.yaml'), 'utf8'), node.id)
  const certificate = await readFile(join(repository.directory, 'certificates', `${node.id}.pem`), 'utf8')
  assert.is(certificate, await readFile(node.certificateFile, 'utf8'))
  // The component itself would declare nothing else.
  const again = await program('publish', '--component', node.directory, '--federation', repository.directory)
  assert.match(again.stdout, 'declares all of this already. Nothing was written.')
}

/** Publishes, and merges as a coordinator does. */
async function publish({ root, directory }: Repository, ...args: readonly string[]): Promise<void> {
  const published = await program('publish', ...args, '--federation', directory)
  assert.is(published.exitCode, 0, published.stdout + published.stderr)
  const head = await readFile(join(root, '.git/HEAD'), 'utf8')
  const branch = /^ref: refs\/heads\/(publish\/.+)$/m.exec(head)?.[1]
  if (branch === undefined) throw new Error(`The clone stays on no branch of a publication: ${head}`)
  git(root, 'checkout', '--quiet', 'main')
  git(root, 'merge', '--quiet', '--no-edit', branch)
  git(root, 'branch', '--quiet', '--delete', branch)
  const validated = await program('validate', directory)
  assert.is(validated.exitCode, 0, validated.stdout + validated.stderr)
}

async function reconcileAll(components: readonly RealComponent[], repository: Repository): Promise<void> {
  for (const component of components) {
    const { exitCode, problems } = await runPass('reconcile', component, repository, '--offline')
    assert.is(exitCode, 0, JSON.stringify(problems))
  }
}

async function program(...args: readonly string[]): Promise<Run> {
  const run = await execa(process.execPath, [PROGRAM, ...args], { reject: false, timeout: 120_000 })
  return { exitCode: run.exitCode, stdout: run.stdout, stderr: run.stderr }
}
