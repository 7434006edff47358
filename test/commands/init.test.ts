import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { CLOSED } from '../../src/io/world/answer.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'
import { renderHook } from '../../src/render/founding/hook.ts'
import { capture, makeFakeOutput } from '../helpers/capture.ts'
import { withComponent } from '../helpers/component-tree.ts'
import { withDirectory } from '../helpers/directory.ts'
import { MEMBERS, readRegistrations, withFederation, type MemberName } from '../helpers/federation.ts'
import { withSettings } from '../helpers/settings.ts'
import { suite } from '../helpers/suite.ts'
import { systemError } from '../helpers/system-error.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import { CHARTER, init, initJson, somebody } from './helpers/founding.ts'
import { ENV, git, publish } from './helpers/publishing.ts'

const SETTINGS =
  'apiVersion: fbm-gitops/v1\nsource:\n  federation: /elsewhere\ncomponents:\n  - directory: /a\n  - directory: /b\n'

const ROOT = join(import.meta.dirname, '../..')

suite('init', (test) => {
  test('begins a federation that validate accepts, with the schema as it is', () =>
    withDirectory({}, async (cwd) => {
      const { exitCode, json } = await initJson(cwd, [...CHARTER, '--owner', '@study/coordinators'])

      assert.is(exitCode, 0)
      assert.equal(list(cwd), [
        'CODEOWNERS',
        'federation/README.md',
        'federation/certificates/README.md',
        'federation/federation.schema.json',
        'federation/federation.yaml',
        'hooks/pre-commit',
        'hooks/pre-push',
      ])
      assert.equal([...(json['files'] as readonly string[])].sort(), list(cwd))
      assert.equal(
        readFileSync(join(cwd, 'federation/federation.schema.json')),
        readFileSync(join(ROOT, 'schemas/federation.schema.json')),
      )
      assert.match(readFileSync(join(cwd, 'CODEOWNERS'), 'utf8'), /^\/federation\/ @study\/coordinators$/m)
      assert.match(
        readFileSync(join(cwd, 'federation/federation.yaml'), 'utf8'),
        /^# yaml-language-server: \$schema=\.\/federation\.schema\.json\n/,
      )
      const { stdout, exitCode: verdict } = await capture(['validate'], { cwd })
      assert.is(verdict, 0)
      assert.match(stdout, /RESEARCHER_MISSING {2}warning[^]*0 errors, 2 warnings in test-network, 0 parties\./)
    }))

  for (const order of [
    ['server', 'a', 'b'],
    ['b', 'server', 'a'],
  ] as const) {
    test(`is completed by publishing (${order.join(', ')}), and then reconciled`, () =>
      withFederation(({ trees }) =>
        withDirectory({}, async (cwd) => {
          git(cwd, ['init', '--quiet', '--initial-branch=main'])
          assert.is((await init(cwd, [...CHARTER, '--install-hook'])).exitCode, 0)
          git(cwd, ['add', '--all'])
          git(cwd, ['commit', '--quiet', '-m', 'Begin'])
          for (const name of order) {
            const flags = ['--component', trees[name].directory, '--federation', join(cwd, 'federation')]
            const { exitCode, stderr } = await publish([...flags, '--name', name], { cwd })
            assert.is(exitCode, 0, stderr)
          }

          const validated = await capture(['validate'], { cwd })
          assert.match(validated.stdout, 'declares test-network, 3 parties')
          for (const name of order) {
            const flags = ['--component', trees[name].directory, '--federation', join(cwd, 'federation')]
            const { exitCode, stderr } = await capture(['reconcile', ...flags, '--offline'], { cwd })
            assert.is(exitCode, 0, stderr)
            const others = (['server', 'a', 'b'] as const).filter((other) => other !== name)
            assert.equal(Object.keys(readRegistrations(trees[name])).sort(), idsOf(others))
          }
        }),
      ))
  }

  test('says what to do next on 80 columns, with every command in one piece', () =>
    withDirectory({}, async (cwd) => {
      let text = ''
      const add = (more: string): void => void (text += more)
      const whole = await init(join(cwd), ['first', ...CHARTER])
      await init(cwd, ['other', ...CHARTER], { stdout: makeFakeOutput(add, { isTTY: false, columns: 80 }) })

      const lines = text.slice(text.indexOf('Next:')).split('\n')
      const long = lines.filter((line) => line.length > 80)
      assert.ok(lines.length > whole.stdout.slice(whole.stdout.indexOf('Next:')).split('\n').length)
      assert.ok(
        lines.some((line) => /^ {5}git -C \S+ add .* && git -C \S+ commit -m 'Begin the federation'$/.test(line)),
      )
      assert.equal(
        long.filter((line) => !/^ {5}git /.test(line)),
        [],
      )
    }))

  test('declares a component that joins at once', () =>
    withFederation(({ trees }) =>
      withDirectory({}, async (cwd) => {
        const flags = ['--federation-name', 'x', '--network', '10.220.0.0/14', '--component', trees.server.directory]

        const { json } = await initJson(cwd, [...flags, '--name', 'inria-server'])

        const [party] = json['parties'] as readonly Readonly<Record<string, unknown>>[]
        assert.equal([party?.['name'], party?.['id'], json['leftOut']], ['inria-server', MEMBERS.server.id, []])
        assert.is((await capture(['validate'], { cwd })).exitCode, 0)
      }),
    ))

  for (const [family, told] of [
    ['C', 'Add: --federation-name LABEL'],
    ['A2', 'Add: --federation-name LABEL --network 10.220.0.0/14'],
  ] as const) {
    test(`demands of a component of family ${family} no more than its profile does`, () =>
      withComponent({ family }, async ({ directory }) => {
        const { exitCode, stderr } = await init(join(directory, '..'), ['--component', directory])

        assert.is(exitCode, 64)
        assert.match(stderr, new RegExp(`${told}$`, 'm'))
      }))
  }

  test('asks at a terminal for all that no flag says, shows it, and writes after a yes', () =>
    withFederation(({ trees }) =>
      withDirectory({}, async (cwd) => {
        git(cwd, ['init', '--quiet'])
        const answers = [
          'a name',
          'onco',
          '/nowhere',
          trees.server.directory,
          '10.220.0.1/14',
          '',
          'inria',
          'nobody',
          '@org/team',
          'y',
          'y',
        ]
        const ask = somebody(answers)

        const { exitCode, stdout, stderr } = await init(cwd, [], { ask })

        assert.is(exitCode, 0, stderr)
        assert.is(ask.questions.length, answers.length, ask.questions.join('\n'))
        assert.match(stderr, /is no label|letters/)
        assert.match(stderr, '/nowhere does not exist. Give another directory, or nothing.')
        assert.match(stderr, 'Write network: 10.220.0.0/14')
        assert.match(stderr, 'That is no owner.')
        assert.match(
          ask.questions.at(-1) ?? '',
          /declared {2}inria[^]*To be written below [^]*federation\.yaml\n[^]*Write this\? \[y\/N\] $/,
        )
        assert.match(stdout, /^Written\.\n\nNext:\n {2}1\. Commit it: git -C /)
        assert.is(git(cwd, ['config', 'core.hooksPath']), 'hooks\n')
        assert.match(readFileSync(join(cwd, 'federation/federation.yaml'), 'utf8'), /^federation: onco /m)
      }),
    ))

  test('asks for the profile, with what each means, where no component tells it', () =>
    withDirectory({}, async (cwd) => {
      const ask = somebody(['', 'secagg', '5.3'])

      const { exitCode } = await init(cwd, ['--federation-name', 'x'], { ask })

      assert.is(exitCode, 1)
      const again = somebody(['party', '', 'y'])
      assert.is((await init(cwd, ['--federation-name', 'x'], { ask: again })).exitCode, 0)
      assert.match(again.questions[0] ?? '', /secagg-mpspdz +Fed-BioMed 4\.2 to 5\.3: [^]*mutual-tls/)
      assert.match(readFileSync(join(cwd, 'federation/federation.yaml'), 'utf8'), /^profile: party #/m)
    }))

  for (const [what, answer, exit] of [
    ['the last answer is no yes', '', 2],
    ['somebody ends the input', CLOSED, 1],
  ] as const) {
    test(`writes nothing where ${what}`, () =>
      withDirectory({}, async (cwd) => {
        const { exitCode, stdout, stderr } = await init(cwd, [], { ask: somebody(['x', '', 'party', '', answer]) })

        assert.is(exitCode, exit, stderr)
        assert.match(stdout + stderr, 'Nothing was written.')
        assert.equal(readdirSync(cwd), [])
      }))
  }

  for (const [what, argv, told] of [
    ['nothing is said', [], '--federation-name LABEL --profile'],
    ['the network is missing', CHARTER.slice(0, 4), 'Add: --network 10.220.0.0/14'],
    ['the name is none', ['--federation-name', 'a b', ...CHARTER.slice(2)], '--federation-name: '],
    ['the network is none', [...CHARTER.slice(0, 4), '--network', '10.220.0.1/14'], '--network: '],
    [
      'the network is not needed',
      ['--federation-name', 'x', '--profile', 'party', '--network', '10.0.0.0/8'],
      'Leave out --network',
    ],
    ['the profile is none', ['--federation-name', 'x', '--profile', 'secagg'], '--profile must be one of'],
    ['the network brings lines of its own', withNetwork('10.220.0.0/14\nremoved:\n  - id: NODE_x'), '--network: '],
    ['the network brings a comment', withNetwork('10.220.0.0/14 # x'), '--network: '],
    ['the owner is none', [...CHARTER, '--owner', 'me'], '--owner: '],
    ['a component is meant, but not named', [...CHARTER, '--name', 'x'], '--component DIR'],
    ['a hook is to be installed outside git', [...CHARTER, '--install-hook'], 'git init'],
  ] as const) {
    test(`ends with 64 where ${what}, and names the flag`, () =>
      withDirectory({}, async (cwd) => {
        const { exitCode, stderr } = await init(cwd, argv)

        assert.is(exitCode, 64, stderr)
        assert.match(stderr, told)
        assert.equal(readdirSync(cwd), [])
      }))
  }

  for (const [what, files, argv, exit, code] of [
    ['a federation', { 'federation/federation.yaml': 'x' }, [], 64, 'INIT_EXISTS'],
    ['a federation under the other name', { 'federation/federation.yml': 'x' }, [], 64, 'INIT_EXISTS'],
    ['another schema', { 'federation/federation.schema.json': '{}' }, [], 64, 'INIT_FILE_IN_THE_WAY'],
    ['a private key', { 'federation/a.key': 'x' }, [], 26, 'PRIVATE_KEY'],
    [
      'an entry of a party',
      { 'federation/parties/a.yaml': 'name: a\nid: NODE_a\nip: 1.2.3.4\nport: 1\n' },
      [],
      26,
      'ADDRESS_OUTSIDE',
    ],
    ['a file in its place', { federation: 'x' }, [], 26, 'SOURCE_NOT_A_DIRECTORY'],
    ['a file above it', { x: 'x' }, ['x/federation'], 26, 'SOURCE_NOT_A_DIRECTORY'],
  ] as const) {
    test(`writes nothing where there is ${what}`, () =>
      withDirectory(files, async (cwd) => {
        const { exitCode, stderr } = await assertUntouched(cwd, () => init(cwd, [...argv, ...CHARTER]))

        assert.match(stderr, new RegExp(code))
        assert.is(exitCode, exit, stderr)
      }))
  }

  test('keeps what people have, and says what to add', () =>
    withDirectory(
      { 'README.md': 'ours', 'hooks/pre-commit': 'ours', '.github/CODEOWNERS': 'ours', 'x/.keep': '' },
      async (cwd) => {
        git(cwd, ['init', '--quiet'])

        const { exitCode, stdout, stderr } = await init(cwd, ['.', ...CHARTER, '--owner', '@a/b'])

        assert.is(exitCode, 0, stderr)
        for (const path of ['README.md', 'hooks/pre-commit', '.github/CODEOWNERS'])
          assert.is(readFileSync(join(cwd, path), 'utf8'), 'ours')
        assert.match(readFileSync(join(cwd, 'MEMBERS.md'), 'utf8'), '# test-network')
        assert.match(stdout, 'Left as it was: README.md, .github/CODEOWNERS, hooks/pre-commit.')
        assert.not.match(stdout, 'core.hooksPath')
        assert.match(stdout, 'To be added to CODEOWNERS:\n  * @a/b\n')
        assert.is((await capture(['validate', '.'], { cwd })).exitCode, 0)
      },
    ))

  test('puts all of it into the directory outside git, unless the working directory is empty', () =>
    withDirectory({ 'mine.txt': '' }, async (cwd) => {
      const { json } = await initJson(cwd, ['deep/below', ...CHARTER])

      assert.equal([json['top'], json['directory']], [join(cwd, 'deep/below'), join(cwd, 'deep/below')])
      assert.equal(readdirSync(cwd).sort(), ['deep', 'mine.txt'])
      assert.match(readFileSync(join(cwd, 'deep/below/CODEOWNERS'), 'utf8'), /^#\* @org\/team$/m)
    }))

  test('takes everything away again where something cannot be written', () =>
    withDirectory({}, async (cwd) => {
      const { files } = realWorld()
      const calls = { fsync: 0 }
      const fsync: World['files']['fsync'] = (descriptor) => {
        calls.fsync += 1
        if (calls.fsync === 5) throw systemError('ENOSPC', 'fsync')
        files.fsync(descriptor)
      }

      const { exitCode, stderr } = await init(cwd, CHARTER, { files: { ...files, fsync } })

      assert.is(exitCode, 1)
      assert.match(stderr, /INIT_NOT_WRITTEN[^]*the disk is full[^]*taken away again/)
      assert.equal(readdirSync(cwd), [])
    }))

  test('follows no link out of the directory', () =>
    withDirectory({ 'elsewhere/.keep': '' }, async (cwd) => {
      mkdirSync(join(cwd, 'federation'))
      symlinkSync('../elsewhere', join(cwd, 'federation/certificates'))

      const { exitCode, stderr } = await init(cwd, CHARTER)

      assert.is(exitCode, 1, stderr)
      assert.match(stderr, 'it is a link, or no directory')
      assert.equal(list(cwd), ['elsewhere/.keep'])
    }))

  test('needs no component of the settings, unless it is to read a registry', () =>
    withSettings({ 'settings.yaml': SETTINGS, 'work/.keep': '' }, async (directory) => {
      const cwd = join(directory, 'work')
      const flags = [...CHARTER, '--settings', join(directory, 'settings.yaml')]

      const { exitCode, stderr } = await init(cwd, [...flags, '--from-registry'])

      assert.is(exitCode, 64)
      assert.match(stderr, /lists 2 of them[^]*--component \/a/)
      const { json } = await initJson(cwd, flags)
      assert.equal([json['exitCode'], json['directory'], json['parties']], [0, join(cwd, 'federation'), []])
    }))

  test('switches off no hooks that git runs already', () =>
    withDirectory({}, async (cwd) => {
      git(cwd, ['init', '--quiet'])
      writeFileSync(join(cwd, '.git/hooks/pre-push'), '#!/bin/sh\n', { mode: 0o755 })

      const { exitCode, stderr } = await init(cwd, [...CHARTER, '--install-hook'])

      assert.is(exitCode, 64)
      assert.match(stderr, /INIT_HOOKS_IN_USE[^]*pre-push[^]*Nothing was written/)
      assert.equal(readdirSync(cwd), ['.git'])
      assert.is((await init(cwd, CHARTER, { env: ENV })).exitCode, 0)
      assert.throws(() => git(cwd, ['config', 'core.hooksPath']))
    }))

  for (const [what, lay] of [
    [
      'another hook',
      (path: string) => {
        writeFileSync(path, 'exit 0', { mode: 0o755 })
      },
    ],
    [
      'a link',
      (path: string) => {
        symlinkSync('/nowhere', path)
      },
    ],
    [
      'the hook itself, which nobody may execute',
      (path: string) => {
        writeFileSync(path, renderHook('federation'))
      },
    ],
  ] as const) {
    test(`does not claim to have installed its hook where there is ${what}`, () =>
      withDirectory({ 'hooks/.keep': '' }, async (cwd) => {
        git(cwd, ['init', '--quiet'])
        lay(join(cwd, 'hooks/pre-commit'))

        const { exitCode, stderr } = await init(cwd, [...CHARTER, '--install-hook'])

        assert.is(exitCode, 64)
        assert.match(stderr, /INIT_HOOK_OTHER[^]*Nothing was written/)
        assert.throws(() => git(cwd, ['config', 'core.hooksPath']))
        assert.equal(readdirSync(cwd).sort(), ['.git', 'hooks'])
      }))
  }
})

function withNetwork(network: string): readonly string[] {
  return ['--federation-name', 'x', '--profile', 'secagg-mpspdz', '--network', network]
}

/** The files below a directory; `recursive` of readdirSync is not used, since Node 22 follows links with it. */
function list(directory: string, prefix = ''): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${prefix}${entry.name}`
      return entry.isDirectory() ? list(join(directory, entry.name), `${path}/`) : entry.isFile() ? [path] : []
    })
    .sort()
}

function idsOf(names: readonly MemberName[]): readonly string[] {
  return names.map((name) => MEMBERS[name].id).sort()
}
