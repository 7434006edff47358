import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { escapeText } from '../src/domain/quote.ts'
import { realWorld, type World } from '../src/io/world.ts'
import { capture, captureJson } from './helpers/capture.ts'
import { withDirectory } from './helpers/directory.ts'
import { withFederation } from './helpers/federation.ts'
import { assertMatchesSchema } from './helpers/schema.ts'
import { suite } from './helpers/suite.ts'

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

  test('says so where the result cannot be written', async () => {
    const { exitCode, stderr } = await capture(['validate', 'federation', '--output', '/nowhere/result'])

    assert.is(exitCode, 1)
    assert.match(stderr, 'OUTPUT_UNWRITABLE')
  })

  for (const { env, isTTY, colour } of [
    { env: {}, isTTY: true, colour: true },
    { env: {}, isTTY: false, colour: false },
    { env: { NO_COLOR: '1' }, isTTY: true, colour: false },
    { env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTTY: false, colour: true },
    { env: { TERM: 'dumb' }, isTTY: true, colour: false },
  ]) {
    test(`${colour ? 'uses' : 'does without'} colour with ${JSON.stringify(env)} ${isTTY ? 'on' : 'off'} a terminal`, async () => {
      const written: string[] = []
      const stdout = { write: (text: string) => void written.push(text), isTTY, columns: 80 }

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
