import { linkSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { escapeText } from '../src/domain/quote.ts'
import { realWorld, type World } from '../src/io/world/world.ts'
import { capture, captureJson, makeFakeOutput } from './helpers/capture.ts'
import { withDirectory } from './helpers/directory.ts'
import { readRegistrations, withFederation } from './helpers/federation.ts'
import { assertMatchesSchema } from './helpers/schema.ts'
import { suite } from './helpers/suite.ts'
import { systemError } from './helpers/system-error.ts'
import { assertUntouched } from './helpers/untouched.ts'

suite('the program', (test) => {
  test('shows its version', async () => {
    assert.equal(await capture(['--version'], { version: '1.2.3' }), { exitCode: 0, stdout: '1.2.3\n', stderr: '' })
  })

  test('shows help on stdout where it was asked for, else on stderr with 64', async () => {
    const asked = await capture(['--help'])
    const lost = await capture([])

    assert.is(asked.exitCode, 0)
    assert.match(asked.stdout, 'Usage: fbm-gitops')
    assert.is(lost.exitCode, 64)
    assert.is(lost.stdout, '')
    assert.is(lost.stderr, asked.stdout)
  })

  test('says what is wrong, how to mend it, and that nothing was written', async () => {
    const { exitCode, stdout, stderr } = await capture(['plan', '--federation', '/nowhere'])

    assert.is(exitCode, 26)
    assert.is(stdout, '')
    assert.is(
      stderr,
      'SOURCE_MISSING\n    There is no directory /nowhere.\n' +
        `    ${stderr.split('\n')[2]?.trim() ?? ''}\n\nNothing was written.\n`,
    )
  })

  test('fails in JSON where JSON was asked for', async () => {
    const { exitCode, stderr, json } = await captureJson(['plan', '--federation', '/nowhere'])

    assertMatchesSchema('plan', json)
    assert.is(exitCode, 26)
    assert.is(json['ok'], false)
    assert.is(json['exitCode'], 26)
    assert.is(stderr, '')
  })

  test('tells a defect of its own apart, with the stack and exit code 1', async () => {
    const broken: World['clock'] = {
      ...realWorld().clock,
      now: () => {
        throw new TypeError('no clock \u001b[31m')
      },
    }

    const { exitCode, stderr } = await capture(['validate', 'federation'], { clock: broken })

    assert.is(exitCode, 1)
    assert.match(stderr, 'UNEXPECTED')
    assert.match(stderr, 'TypeError: no clock')
    assert.not.match(stderr, '\u001b')
  })

  test('writes the result into a file with --output', () =>
    withDirectory({}, async (directory) => {
      const file = join(directory, 'result.json')

      const { exitCode, stdout } = await capture(['validate', 'federation', '--format', 'json', '--output', file])

      assert.is(exitCode, 0)
      assert.is(stdout, '')
      assertMatchesSchema('validate', JSON.parse(readFileSync(file, 'utf8')))
    }))

  test('replaces a JSON result of an earlier run, and an empty file', () =>
    withDirectory({ 'empty.json': '' }, async (directory) => {
      for (const name of ['empty.json', 'new.json', 'new.json']) {
        const file = join(directory, name)
        const { exitCode } = await capture(['validate', 'federation', '--format', 'json', '--output', file])

        assert.is(exitCode, 0)
        assertMatchesSchema('validate', JSON.parse(readFileSync(file, 'utf8')))
      }
      assert.equal(readdirSync(directory).sort(), ['empty.json', 'new.json'])
    }))

  for (const [what, output] of Object.entries({
    'a registry, or what would be one': 'db_NODE_x.json',
    'a manifest': 'federation.yaml',
    'a certificate': 'a.pem',
    'a file of the state directory': 'fbm-gitops/db_NODE_a/denied.json',
    'a new file in the state directory': 'fbm-gitops/new.json',
    'any other file that holds something': 'notes.txt',
    'a file that only looks like a result at first': 'other.json',
    'a directory': 'fbm-gitops',
    'a symbolic link': 'link.json',
    'one name of several': 'hard.json',
    'a device': '/dev/null',
  })) {
    test(`refuses with 64, before the command runs, to replace ${what}`, () =>
      withDirectory(
        {
          'db_NODE_a.json': '{}',
          'fbm-gitops/db_NODE_a/denied.json': '',
          'notes.txt': 'mine',
          'other.json': '{\n  "schemaVersion": 1,\n  "entries": []\n}\n',
          'empty.json': '',
          'twin.json': '',
        },
        async (directory) => {
          symlinkSync('empty.json', join(directory, 'link.json'))
          linkSync(join(directory, 'twin.json'), join(directory, 'hard.json'))

          await assertUntouched(directory, async () => {
            const file = resolve(directory, output)
            const { exitCode, stdout, stderr } = await capture(['validate', '/nowhere', '--output', file])

            assert.is(exitCode, 64)
            assert.is(stdout, '')
            assert.match(stderr, 'OUTPUT_REFUSED')
            assert.not.match(stderr, 'SOURCE_MISSING')
          })
        },
      ))
  }

  test('knows a checkout of its own from a state directory', () =>
    withDirectory({ 'fbm-gitops/package.json': '{}' }, async (directory) => {
      const file = join(directory, 'fbm-gitops', 'result.txt')

      assert.is((await capture(['validate', 'federation', '--output', file])).exitCode, 0)
      assert.match(readFileSync(file, 'utf8'), 'federation')
    }))

  test('says so where the result cannot be written, before a pass changes anything', () =>
    withFederation(async ({ locate, trees }) => {
      await assertUntouched(trees.a.directory, async () => {
        const argv = ['reconcile', ...locate('a'), '--offline', '--output', '/nowhere/result']
        const { exitCode, stderr } = await capture(argv)

        assert.is(exitCode, 1)
        assert.match(stderr, 'OUTPUT_UNWRITABLE')
        assert.not.match(stderr, 'Nothing was written.')
      })
    }))

  test('says nothing of what was written where a pass is done, but its result cannot be kept', () =>
    withFederation(({ locate, trees }) =>
      withDirectory({}, async (directory) => {
        const file = join(directory, 'result.json')
        const { files } = realWorld()
        const rename: World['files']['rename'] = (from, to) => {
          if (to === file) throw systemError('EIO', 'rename')
          files.rename(from, to)
        }

        const argv = ['reconcile', ...locate('a'), '--offline', '--output', file]
        const { exitCode, stdout, stderr } = await capture(argv, { files: { ...files, rename } })

        assert.is(exitCode, 1)
        assert.is(stdout, '')
        assert.match(stderr, 'OUTPUT_UNWRITABLE')
        assert.not.match(stderr, 'Nothing was written.')
        assert.is(Object.keys(readRegistrations(trees.a)).length, 2)
        assert.equal(readdirSync(directory), [])
      }),
    ))

  test('does not replace a file that somebody made while the command ran', () =>
    withDirectory({}, async (directory) => {
      const file = join(directory, 'result.json')
      const { clock } = realWorld()
      const now = (): number => {
        writeFileSync(file, 'mine')
        return clock.now()
      }

      const { exitCode, stderr } = await capture(['validate', 'federation', '--output', file], {
        clock: { ...clock, now },
      })

      assert.is(exitCode, 1)
      assert.match(stderr, 'OUTPUT_UNWRITABLE')
      assert.equal(readdirSync(directory), ['result.json'])
      assert.is(readFileSync(file, 'utf8'), 'mine')
    }))

  test('leaves no file behind where the command fails', () =>
    withDirectory({}, async (directory) => {
      const file = join(directory, 'result.json')

      const { exitCode, stderr } = await capture(['validate', '/nowhere', '--output', file])

      assert.is(exitCode, 26)
      assert.match(stderr, '\nNothing was written.\n')
      assert.equal(readdirSync(directory), [])
    }))

  for (const { env, isTTY, colour } of [
    { env: {}, isTTY: true, colour: true },
    { env: {}, isTTY: false, colour: false },
    { env: { NO_COLOR: '1' }, isTTY: true, colour: false },
    { env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTTY: false, colour: true },
    { env: { TERM: 'dumb' }, isTTY: true, colour: false },
  ]) {
    test(`${colour ? 'uses' : 'does without'} colour with ${JSON.stringify(env)} ${isTTY ? 'on' : 'off'} a terminal`, async () => {
      const written: string[] = []
      const stdout = makeFakeOutput((text) => written.push(text), { isTTY, columns: 80 })

      await capture(['validate', 'federation'], { env, stdout })

      assert.is(written.join('').includes('\u001b['), colour)
    })
  }

  test('never lets a name from the federation reach a terminal raw', () =>
    withFederation(async (federation) => {
      const manifest = readFileSync(join(federation.directory, 'federation.yaml'), 'utf8')
      const hostile = manifest.replace('federation: test-network', 'federation: "evil\\u001b]0;owned\\u0007"')
      federation.repository.write({ 'federation/federation.yaml': hostile })

      const { stdout, stderr } = await capture(['validate', federation.directory])

      assert.is(escapeText((stdout + stderr).replaceAll('\n', '')), (stdout + stderr).replaceAll('\n', ''))
    }))
})
