import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { locateState } from '../../src/io/state/state-directory.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import { MEMBERS, readRegistrations, withFederation, type TestFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'

interface Kept {
  readonly registryFile: string
  /** The flags that name the component. */
  readonly local: readonly string[]
  /** The names of the backups, the oldest first. */
  readonly names: () => readonly string[]
}

/** Lends a component whose registry was written twice: first the parties, then a deletion that was denied here. */
function withBackups(body: (kept: Kept, federation: TestFederation) => Promise<void>): Promise<void> {
  return withFederation(async (federation) => {
    const { directory, registryFile } = federation.trees.a
    const local = ['--component', directory]
    await capture(['reconcile', ...federation.locate('a'), '--offline'])
    await capture(['deny', MEMBERS.b.id, ...local])
    await capture(['reconcile', ...federation.locate('a'), '--offline'])
    const names = (): readonly string[] =>
      readdirSync(locateState(registryFile).backups)
        .filter((name) => name.endsWith('.json'))
        .sort()
    await body({ registryFile, local, names }, federation)
  })
}

suite('restore', (test) => {
  test('lists the backups, and writes nothing', () =>
    withBackups(({ local }, { trees }) =>
      assertUntouched(trees.a.directory, async () => {
        const { exitCode, stdout } = await capture(['restore', ...local])

        assert.is(exitCode, 0)
        assert.match(stdout, /^ {2}committed +just now {2}as the last pass left it {2}no difference$/m)
        assert.match(stdout, /^ {2}\d{8}T\d{9}Z {2}just now {2}before 1 deleted +differs in 1 registration$/m)
        assert.match(stdout, /^ {2}\d{8}T\d{9}Z {2}just now {2}before 2 registered +differs in 1 registration$/m)
        assert.match(stdout, `fbm-gitops restore NAME ${local.join(' ')}`)
      }),
    ))

  test('says so where there is none yet', () =>
    withFederation(async ({ trees }) => {
      const { exitCode, stdout } = await capture(['restore', '--component', trees.a.directory])

      assert.is(exitCode, 0)
      assert.match(stdout, 'There is no backup of db_')
    }))

  test('shows what one would change, and writes nothing without a word', () =>
    withBackups(({ local, names }, { trees }) =>
      assertUntouched(trees.a.directory, async () => {
        const name = names()[1] ?? ''
        const { exitCode, stdout } = await capture(['restore', `backups/${name}`, ...local, '--offline'])

        assert.is(exitCode, 2)
        assert.match(stdout, new RegExp(`^ {2}comes back {2}${MEMBERS.b.id} {2}only in the backup$`, 'm'))
        assert.match(stdout, /^ {2}Certificates +2 rows +1 row +other content$/m)
        assert.match(stdout, /^Nothing was written\. .*fbm-gitops restore \S+ .*--offline --yes$/m)
        assert.not.match(stdout, 'BEGIN CERTIFICATE')
      }),
    ))

  test('asks for a word also where the status file says more of the source than a source is', () =>
    withBackups(async ({ local, names, registryFile }, { trees }) => {
      const { status: file } = locateState(registryFile)
      const { status } = JSON.parse(readFileSync(file, 'utf8')) as { readonly status: object }
      const forged = { ...status, source: { federation: '/elsewhere', yes: true, format: 'json', settled: {} } }
      const checksum = createHash('sha256').update(JSON.stringify(forged)).digest('hex')
      writeFileSync(file, JSON.stringify({ schemaVersion: 1, checksum, status: forged }))

      await assertUntouched(trees.a.directory, async () => {
        const { exitCode, stdout } = await capture(['restore', names()[1] ?? '', ...local, '--offline'])

        assert.is(exitCode, 2)
        assert.match(stdout, /^Nothing was written\. /m)
      })
    }))

  test('can be typed as it is printed, and tells where the registry as it was lies', () =>
    withBackups(async ({ local, names, registryFile }, { trees }) => {
      const shown = await capture(['restore', names()[1] ?? '', ...local, '--offline'])
      const command = /fbm-gitops (restore .*)$/m.exec(shown.stdout)?.[1] ?? ''

      const { exitCode, stdout } = await capture(command.split(' '))

      assert.is(exitCode, 0)
      assert.equal(Object.keys(readRegistrations(trees.a)).sort(), [MEMBERS.b.id, MEMBERS.server.id].sort())
      assert.match(stdout, /^As it was just before: .*-restore1\.json$/m)
      assert.is(names().length, 3)
      assert.match(readFileSync(registryFile, 'utf8'), MEMBERS.b.id)
    }))

  test('asks at a terminal, shows the difference with the question, and takes nothing but yes for it', () =>
    withBackups(async ({ local, names, registryFile }) => {
      const before = readFileSync(registryFile, 'utf8')
      for (const [answer, exitCode] of [
        ['', 2],
        ['no', 2],
        ['yesterday', 2],
        [' Y ', 0],
      ] as const) {
        const questions: string[] = []
        const ask = (question: string): Promise<string> => {
          questions.push(question)
          return Promise.resolve(answer)
        }

        const captured = await capture(['restore', names()[1] ?? '', ...local, '--offline'], { ask })

        assert.is(captured.exitCode, exitCode)
        assert.match(questions.join(''), /comes back[^]*Stop the component first\.\nPut this backup back\? \[y\/N\] $/)
        assert.not.match(captured.stdout, 'comes back')
        assert.is(readFileSync(registryFile, 'utf8') === before, exitCode === 2)
      }
    }))

  test('does nothing where the registry holds the backup already', () =>
    withBackups(async ({ local }, { trees }) => {
      await assertUntouched(trees.a.directory, async () => {
        const again = await capture(['restore', 'latest', ...local, '--offline', '--yes'])
        assert.is(again.exitCode, 0)
        assert.match(again.stdout, 'The registry holds this already. Nothing was written.')
      })
    }))

  test('matches its schema in every form, and never asks for JSON', () =>
    withBackups(async ({ local, names }) => {
      const [, newest = ''] = names()
      const ask = (): never => {
        throw new Error('asked')
      }
      const list = await captureJson(['restore', ...local], { ask })
      const shown = await captureJson(['restore', newest, ...local, '--offline'], { ask })
      const done = await captureJson(['restore', newest, ...local, '--offline', '--yes'], { ask })

      for (const { json } of [list, shown, done]) assertMatchesSchema('restore', json)
      assert.equal(
        [list, shown, done].map(({ exitCode }) => exitCode),
        [0, 2, 0],
      )
      assert.equal(
        [shown, done].map(({ json }) => json['restored']),
        [false, true],
      )
    }))

  test('names what there is for a name that is no backup, or more than one', () =>
    withBackups(async ({ local, names }) => {
      const unknown = await capture(['restore', 'yesterday', ...local])
      const vague = await capture(['restore', '20', ...local])

      assert.is(unknown.exitCode, 64)
      assert.match(unknown.stderr, "There is no backup 'yesterday'.")
      assert.is(vague.exitCode, 64)
      for (const name of names()) assert.match(vague.stderr, name)
    }))

  test('does not put back a backup that is damaged, and `latest` passes it over', () =>
    withBackups(async ({ local, names, registryFile }) => {
      const newest = names()[1] ?? ''
      const state = locateState(registryFile)
      writeFileSync(join(state.backups, newest), '{"Certificates": {')

      const refused = await capture(['restore', newest, ...local, '--offline', '--yes'])
      unlinkSync(state.committed)
      const latest = await captureJson(['restore', 'latest', ...local, '--offline'])

      assert.is(refused.exitCode, 25)
      assert.match(refused.stderr, 'BACKUP_UNREADABLE')
      assert.is(latest.json['chosen'], names()[0])
    }))

  test('puts a backup back over a registry that is torn, as its remedy says', () =>
    withBackups(async ({ local, registryFile }, federation) => {
      writeFileSync(registryFile, '{"Broken": ')
      const failed = await capture(['reconcile', ...federation.locate('a'), '--offline'])
      assert.is(failed.exitCode, 25)
      assert.match(failed.stderr, 'fbm-gitops restore')

      const { exitCode, stdout } = await capture(['restore', 'latest', ...local, '--offline', '--yes'])

      assert.is(exitCode, 0)
      assert.match(stdout, 'The registry of now cannot be read as a whole')
      // It takes no flag for the federation; the last pass kept where that is.
      assert.match(stdout, `fbm-gitops plan ${federation.locate('a').join(' ')}`)
      assert.is((await capture(['plan', ...federation.locate('a')])).exitCode, 0)
    }))

  test('puts back a registry that was emptied, and until then nothing is registered in it', () =>
    withBackups(async ({ local, registryFile }, federation) => {
      const whole = readFileSync(registryFile, 'utf8')
      for (const text of ['', '{}', undefined]) {
        if (text === undefined) unlinkSync(registryFile)
        else writeFileSync(registryFile, text)
        for (const command of ['plan', 'reconcile']) {
          const flags = command === 'plan' ? [] : ['--offline']
          const { exitCode, stderr } = await capture([command, ...federation.locate('a'), ...flags])
          assert.is(exitCode, 25)
          assert.match(stderr, 'REGISTRY_EMPTIED')
          assert.match(stderr, 'it also held SecaggManager')
        }

        const restored = await capture(['restore', 'committed', ...local, '--offline', '--yes'])

        assert.is(restored.exitCode, 0, restored.stderr)
        assert.is(readFileSync(registryFile, 'utf8').trimEnd(), whole.trimEnd())
      }
    }))

  test('shows hostile names escaped', () =>
    withBackups(async ({ local, registryFile }) => {
      const hostile = '"\\u001b]0;x\\u0007\\u202e": {}, "Certificates"'
      writeFileSync(registryFile, readFileSync(registryFile, 'utf8').replace('"Certificates"', hostile))

      const { stdout } = await capture(['restore', 'latest', ...local, '--offline'])

      assert.not.match(stdout, /[^\P{C}\n]/u)
      assert.match(stdout, 'What Fed-BioMed has written since is lost in:')
    }))
})
