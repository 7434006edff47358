import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { git } from '../helpers/git.ts'
import { suite } from '../helpers/suite.ts'
import { withCast } from './cast.ts'
import { certificateCommand } from './fedbiomed.ts'
import { declare } from './federation.ts'

const PROGRAM = join(import.meta.dirname, '../../dist/fbm-gitops.cjs')

interface Run {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

suite('the registration instructions of the published Fed-BioMed', (test) => {
  test('are published as they come, and declare the component', () =>
    withCast(async ({ researcher, nodeA, nodeB }, repository) => {
      await declare(repository, { researcher, nodes: [nodeA] })
      git(repository.root, 'config', 'user.name', 'Ada Admin')
      git(repository.root, 'config', 'user.email', 'ada@hospital.example')
      const mail = join(repository.root, '.git/mail.txt')
      await writeFile(
        mail,
        `> ${(await certificateCommand(nodeB, 'registration-instructions')).replaceAll('\n', '\r\n> ')}`,
      )
      const program = async (...args: readonly string[]): Promise<Run> => {
        const run = await execa(process.execPath, [PROGRAM, ...args], { reject: false, timeout: 60_000 })
        return { exitCode: run.exitCode, stdout: run.stdout, stderr: run.stderr }
      }
      const typed = ['--from-instructions', mail, '--federation', repository.directory, '--name', 'hospital-b']

      const asked = await program('publish', ...typed)
      const published = await program('publish', ...typed, '--yes')
      const validated = await program('validate', repository.directory)
      const again = await program('publish', '--component', nodeB.directory, '--federation', repository.directory)

      assert.is(asked.exitCode, 2, asked.stderr)
      assert.is(published.exitCode, 0, published.stderr)
      assert.is(validated.exitCode, 0, validated.stderr)
      assert.match(await readFile(join(repository.directory, 'federation.yaml'), 'utf8'), nodeB.id)
      const certificate = await readFile(join(repository.directory, 'certificates', `${nodeB.id}.pem`), 'utf8')
      assert.is(certificate, await readFile(nodeB.certificateFile, 'utf8'))
      // The component itself would declare nothing else.
      assert.match(again.stdout, 'declares all of this already. Nothing was written.')
    }))
})
