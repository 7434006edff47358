import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { DEFAULT_SETTINGS } from '../src/command-line/flags.ts'
import { completeInvocation, type Given, type Invocation } from '../src/command-line/invocation.ts'
import { configure, readConfiguration, rereadConfiguration } from '../src/configuration.ts'
import type { World } from '../src/io/world/world.ts'
import { capture, captureJson } from './helpers/capture.ts'
import { withSettings } from './helpers/settings.ts'
import { MEMBERS, readRegistrations, withFederation } from './helpers/federation.ts'
import { runProgram } from './helpers/program.ts'
import { suite } from './helpers/suite.ts'
import { codeOf, worldIn } from './helpers/world-in.ts'

const HEAD = 'apiVersion: fbm-gitops/v1\n'
const TEXT = `${HEAD}source: { ref: main, ssh: { key: deploy_key } }\ncomponents: [{ directory: node }]\n`

function typed(given: Given = {}, env: World['env'] = {}): Invocation {
  return completeInvocation({ command: 'plan', argument: undefined, typed: given }, env)
}

/** A world in which a file of this directory stands where the settings of the machine do. */
function withDefaultAt(directory: string, file: string): World {
  const world = worldIn(directory)
  const lead = (path: string): string => (path === DEFAULT_SETTINGS ? join(directory, file) : path)
  const { files } = world
  return {
    ...world,
    files: { ...files, stat: (path) => files.stat(lead(path)), open: (path, mode) => files.open(lead(path), mode) },
  }
}

suite('the configuration', (test) => {
  test('is read from the file that is named, in which other files are named beside it', () =>
    withSettings({ 'etc/fbm.yaml': TEXT }, async (directory) => {
      const world = worldIn(directory)
      for (const invocation of [
        typed({ settings: 'etc/fbm.yaml' }),
        typed({}, { FBM_GITOPS_SETTINGS: join(directory, 'etc/fbm.yaml') }),
      ]) {
        const { options } = await configure(world, invocation)

        assert.equal(
          [options.sshKey, options.component, options.ref],
          [join(directory, 'etc/deploy_key'), join(directory, 'etc/node'), 'main'],
        )
      }
    }))

  test('is read from the file of the machine, if there is one and none is named', () =>
    withSettings({ 'machine.yaml': TEXT, 'other.yaml': HEAD }, async (directory) => {
      const world = withDefaultAt(directory, 'machine.yaml')

      assert.is((await configure(world, typed())).options.component, '/etc/fbm-gitops/node')
      assert.is((await configure(world, typed({ settings: 'other.yaml' }))).options.component, '.')
      assert.is((await configure(world, typed({ settings: 'none' }))).options.component, '.')
      assert.is((await configure(withDefaultAt(directory, 'absent.yaml'), typed())).options.component, '.')
    }))

  test('knows a component again through links, and one that is not there by its name', () =>
    withSettings(
      { 's.yaml': `${HEAD}components: [{ directory: link, config: a.ini }, { directory: absent, config: b.ini }]\n` },
      async (directory) => {
        mkdirSync(join(directory, 'node'))
        symlinkSync('node', join(directory, 'link'))
        const choose = (component: string): Promise<Invocation> => {
          return configure(worldIn(directory), typed({ settings: 's.yaml', component }))
        }

        assert.is((await choose('node/')).options.config, 'a.ini')
        assert.is((await choose('./absent')).options.config, 'b.ini')
        assert.is((await choose('other')).options.config, undefined)
      },
    ))

  test('is never read from the working directory', () =>
    withSettings({ 'fbm-gitops.yaml': TEXT, '.fbm-gitops.yaml': TEXT }, async (directory) => {
      const invocation = typed()

      assert.is(await configure(withDefaultAt(directory, 'absent.yaml'), invocation), invocation)
    }))

  for (const { name, given, env, code } of [
    { name: 'a file that is not there', given: { settings: 'absent.yaml' }, env: {}, code: 'SETTINGS_MISSING' },
    { name: 'nothing', given: { settings: '' }, env: {}, code: 'USAGE' },
    { name: 'a directory', given: { settings: '.' }, env: {}, code: 'SETTINGS_NOT_A_FILE' },
    { name: 'a bad file by a variable', given: {}, env: { FBM_GITOPS_SETTINGS: 'bad.yaml' }, code: 'KEY_UNKNOWN' },
  ]) {
    test(`is refused where --settings names ${name}`, () =>
      withSettings({ 'bad.yaml': `${HEAD}sorce: {}\n` }, async (directory) => {
        const world = worldIn(directory)

        assert.is(await codeOf(() => configure(world, typed(given, env))), code)
        assert.is(await codeOf(() => readConfiguration(world, typed(given, env))), code)
      }))
  }

  test('is read again, and what is wrong then is told instead of thrown', () =>
    withSettings({ 's.yaml': TEXT }, async (directory) => {
      const world = worldIn(directory)
      const file = join(directory, 's.yaml')
      const reread = (): ReturnType<typeof rereadConfiguration> => {
        return rereadConfiguration(
          world,
          completeInvocation({ command: 'config', argument: 'show', typed: { settings: file } }, {}),
        )
      }
      const components = async (): Promise<readonly string[]> => {
        const read = await reread()
        return 'problems' in read
          ? read.problems.map(({ code }) => code)
          : read.components.map(({ options }) => options.component)
      }

      assert.equal(await components(), [join(directory, 'node')])
      writeFileSync(file, `${HEAD}components: [{ directory: /a }, { directory: /b }]\n`)
      assert.equal(await components(), ['/a', '/b'])
      writeFileSync(file, `${HEAD}components: [{ directry: /a }]\n`)
      assert.equal(await components(), ['KEY_MISSING', 'KEY_UNKNOWN'])
      chmodSync(file, 0o666)
      assert.equal(await components(), ['SETTINGS_UNSAFE'])
      rmSync(file)
      assert.equal(await components(), ['SETTINGS_MISSING'])
    }))

  test('makes a bare reconcile do what was typed before', () =>
    withFederation(async ({ directory, trees }) => {
      const component = trees.a.directory
      await withSettings(
        {
          's.yaml':
            `${HEAD}source: { federation: ${directory} }\n` +
            `components: [{ directory: ${component}, writing: offline, mode: report }]\n`,
        },
        async (settings) => {
          const flags = ['--settings', join(settings, 's.yaml')]

          const reported = await capture(['reconcile', ...flags])
          assert.is(reported.exitCode, 2, reported.stderr)
          const printed = /^Apply exactly this: fbm-gitops (.*)$/m.exec(reported.stdout)?.[1] ?? ''
          assert.match(printed, /^reconcile --plan-digest SHA256:\S+ --settings \S+ --mode apply$/)
          assert.equal(Object.keys(readRegistrations(trees.a)), [])
          const applied = await capture(printed.split(' '))
          assert.is(applied.exitCode, 0, applied.stderr)
          assert.equal(Object.keys(readRegistrations(trees.a)).sort(), [MEMBERS.server.id, MEMBERS.b.id].sort())
        },
      )
    }))

  test('is told in JSON what is wrong with it, with its place, and nothing is written', () =>
    withSettings({ 's.yaml': `${HEAD}watch: { interval: 5 }\n` }, async (directory) => {
      const file = join(directory, 's.yaml')

      const { exitCode, json } = await captureJson(['reconcile', '--settings', file])

      assert.is(exitCode, 26)
      const [problem] = json['problems'] as readonly Readonly<Record<string, unknown>>[]
      assert.equal(
        [problem?.['code'], problem?.['file'], problem?.['line'], problem?.['column']],
        ['SETTINGS_VALUE', file, 2, 20],
      )
    }))
})

suite('the built program', (test) => {
  test('shows the excerpt of a fault, and never a secret', () =>
    withSettings(
      { 'bad.yaml': `${HEAD}sorce: {}\n`, 'secret.yaml': `${HEAD}source: { https: { token: hunter2 } }\n` },
      async (directory) => {
        const bad = await runProgram(['plan', '--settings', 'bad.yaml'], directory)
        const secret = await runProgram(['config', 'show', '--settings', 'secret.yaml'], directory)

        assert.equal([bad.exitCode, secret.exitCode], [26, 26])
        assert.match(bad.stderr.toString(), /bad\.yaml:2:1 {2}KEY_UNKNOWN[^]*2 \| sorce: \{\}\n[^]*\^\^\^\^\^/)
        assert.match(secret.stderr.toString(), 'secret.yaml:2:1  SETTINGS_SECRET')
        assert.not.match(secret.stderr.toString() + secret.stdout.toString(), 'hunter2')
      },
    ))

  test('loads no parser of YAML before it has settings to read', () =>
    withSettings({ 's.yaml': HEAD, 'hook.cjs': HOOK }, (directory) => {
      const without = loadedBy(directory, ['deny', 'NODE_x', '--settings', 'none'])
      const beside = loadedBy(directory, ['deny', 'NODE_x', '--settings', 's.yaml'])

      assert.match(without, 'loaded ')
      assert.not.match(without, 'yaml')
      assert.match(beside, 'yaml')
      assert.not.match(loadedBy(directory, ['--version']), 'yaml')
    }))
})

/** Tells of each part of the program that is compiled, and of the one that holds the parser. */
const HOOK = `const vm = require('vm')
const { compileFunction } = vm
vm.compileFunction = (text, ...rest) => {
  process.stderr.write('loaded ' + (text.includes('BLOCK_AS_IMPLICIT_KEY') ? 'yaml' : 'another part') + '\\n')
  return compileFunction(text, ...rest)
}
`

function loadedBy(directory: string, argv: readonly string[]): string {
  const program = join(import.meta.dirname, '../dist/fbm-gitops.cjs')
  const { stderr } = spawnSync(process.execPath, ['--require', './hook.cjs', program, ...argv], { cwd: directory })
  return stderr.toString()
}
