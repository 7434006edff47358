import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { World } from '../../src/io/world/world.ts'
import { capture, captureJson, makeFakeOutput } from '../helpers/capture.ts'
import { withSettings } from '../helpers/settings.ts'
import { runProgram } from '../helpers/program.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'

const LONG = `ssh://git@git.example.org/${'a-group-with-a-long-name/'.repeat(4)}federation.git`
const TEXT = `apiVersion: fbm-gitops/v1
source:
  repository: ${LONG}
  ssh: { key: /keys/deploy_key }
components:
  - directory: /fbm-node
    config: config_node.ini
    writing: freeze
  - directory: /fbm-node2
    mode: report
notify:
  - webhook: { urlFile: webhook_url }
    on: [drift, failure]
  - webhook: { url: 'http://127.0.0.1:9093/some/path' }
  - command: [/usr/local/bin/tell, quietly]
`

type Option = readonly [value: string | undefined, origin: string]

/** Shows the configuration of a directory with settings; each component's options by their names. */
async function show(
  argv: readonly string[],
  overrides: Partial<World> = {},
): Promise<{
  readonly components: readonly Readonly<Record<string, Option>>[]
  readonly json: Readonly<Record<string, unknown>>
}> {
  const { exitCode, json, stderr } = await captureJson(['config', 'show', ...argv], { env: {}, ...overrides })
  assert.is(exitCode, 0, stderr)
  assertMatchesSchema('config', json)
  const { components } = json as unknown as {
    readonly components: readonly {
      readonly options: readonly {
        readonly name: string
        readonly value?: string
        readonly origin: { readonly kind: string; readonly variable?: string; readonly line?: number }
      }[]
    }[]
  }
  return {
    json,
    components: components.map(({ options }) =>
      Object.fromEntries(
        options.map(({ name, value, origin }) => [
          name,
          [value, String(origin.variable ?? origin.line ?? origin.kind)],
        ]),
      ),
    ),
  }
}

suite('config show', (test) => {
  test('gives every value of each component with its origin', () =>
    withSettings({ 's.yaml': TEXT }, async (directory) => {
      const { components, json } = await show(
        ['--settings', join(directory, 's.yaml'), '--interval', '5s', '--ref', 'x'],
        {
          env: { FBM_GITOPS_SSH_KEY: '/other', FBM_GITOPS_TOKEN: 'hunter2' },
        },
      )

      assert.equal(json['settings'], { file: join(directory, 's.yaml'), origin: { kind: 'flag' } })
      assert.is(components.length, 2)
      const [first = {}, second = {}] = components
      for (const component of [first, second]) {
        assert.equal(component['repository'], [LONG, '3'])
        assert.equal(component['ref'], ['x', 'flag'])
        assert.equal(component['ssh-key'], ['/other', 'FBM_GITOPS_SSH_KEY'])
        assert.equal(component['interval'], ['5s', 'flag'])
        assert.equal(component['max-staleness'], ['24h', 'default'])
        assert.equal(component['token'], ['set', 'FBM_GITOPS_TOKEN'])
        assert.not('federation' in component)
      }
      assert.equal(
        [first['component'], first['config'], first['writing'], first['mode']],
        [
          ['/fbm-node', '6'],
          ['config_node.ini', '7'],
          ['freeze', '8'],
          ['apply', 'default'],
        ],
      )
      assert.equal(
        [second['component'], second['config'], second['writing'], second['mode']],
        [
          ['/fbm-node2', '9'],
          [undefined, 'default'],
          ['beside', 'default'],
          ['report', '10'],
        ],
      )
      assert.not.match(JSON.stringify(json), 'hunter2')
    }))

  test('is about the working directory where there are no settings, and names no option of a repository', async () => {
    const { components, json } = await show(['--settings', 'none'])

    assert.is(json['settings'], undefined)
    assert.equal(components, [
      {
        component: ['.', 'default'],
        config: [undefined, 'default'],
        registry: [undefined, 'default'],
        mode: ['apply', 'default'],
        writing: ['beside', 'default'],
        registrar: ['tinydb', 'default'],
        federation: ['./federation', 'default'],
        interval: ['60s', 'default'],
      },
    ])
  })

  test('tells who is notified, but neither the arguments of a program nor the path of an address', () =>
    withSettings({ 's.yaml': TEXT }, async (directory) => {
      const flags = ['--settings', join(directory, 's.yaml')]
      const { json } = await show(flags)
      const { stdout } = await capture(['config', 'show', ...flags], { env: {} })

      assert.equal(json['notify'], [
        { kind: 'webhook', urlFile: join(directory, 'webhook_url'), on: ['drift', 'failure'], line: 12 },
        {
          kind: 'webhook',
          server: 'http://127.0.0.1:9093',
          on: ['drift', 'refusal', 'failure', 'stale', 'expiry', 'recovery'],
          line: 14,
        },
        {
          kind: 'command',
          program: '/usr/local/bin/tell',
          arguments: 1,
          on: ['drift', 'refusal', 'failure', 'stale', 'expiry', 'recovery'],
          line: 15,
        },
      ])
      assert.match(stdout, 'command /usr/local/bin/tell with 1 argument; told of drift, refusal')
      assert.not.match(stdout, /quietly|some\/path/)
    }))

  for (const [name, value] of [
    ['repository', 'https://bob:hunter2@git.example.org/f.git'],
    ['repository', 'https://hunter2@git.example.org/f.git'],
    ['repository', 'ssh://git:hunter2@git.example.org/f.git'],
    ['repository', 'https://bob:hunt/hunter2@git.example.org/f.git'],
    ['repository', '"https://bob:hunter2@git.example.org/f.git"'],
    ['repository', ' https://bob:hunter2@git.example.org/f.git'],
    ['repository', 'https//bob:hunter2@git.example.org/f.git'],
    ['repository', 'bob:hunter2@git.example.org:f.git'],
    ['proxy', 'http://bob:hunter2@proxy.example.org:3128'],
    ['proxy', 'bob:hunter2@proxy.example.org:3128'],
  ] as const) {
    test(`never shows the secret of ${value}, be it typed or set`, async () => {
      const others = [
        '--settings',
        'none',
        ...(name === 'proxy' ? ['--repository', 'https://git.example.org/f.git'] : []),
      ]
      for (const [argv, env] of [
        [[`--${name}`, value], {}],
        [[], { [`FBM_GITOPS_${name.toUpperCase()}`]: value }],
      ] as const) {
        const { json } = await show([...others, ...argv], { env })
        const { stdout } = await capture(['config', 'show', ...others, ...argv], { env })

        assert.not.match(JSON.stringify(json) + stdout, 'hunter2')
        assert.match(stdout, '…@')
      }
    })
  }

  test('warns of a variable that means nothing, and names the one that may be meant', async () => {
    const env = { FBM_GITOPS_REPOSITRY: 'x', FBM_GITOPS_TOKEN: 'y', FBM_GITOPS_: 'z', OTHER: 'z' }

    const { exitCode, stderr } = await capture(['config', 'show', '--settings', 'none'], { env })

    assert.is(exitCode, 0)
    assert.equal(stderr.match(/The variable \S+/g), ['The variable FBM_GITOPS_', 'The variable FBM_GITOPS_REPOSITRY'])
    assert.match(stderr, 'Set FBM_GITOPS_REPOSITORY, if that is meant.')
  })

  test('fits 80 columns, save what must be copied whole', () =>
    withSettings({ 's.yaml': TEXT }, async (directory) => {
      const written = { text: '' }
      const write = (text: string): void => {
        written.text += text
      }
      const terminal = makeFakeOutput(write, { isTTY: true, columns: 80 })
      await capture(['config', 'show', '--settings', join(directory, 's.yaml')], {
        env: { NO_COLOR: '1', FBM_GITOPS_MAX_STALENESS: '1h' },
        stdout: terminal,
      })

      const wide = written.text.split('\n').filter((line) => line.length > 80 && !line.startsWith('Settings: '))
      assert.equal(wide, [`      ${LONG}`])
    }))

  test('knows no other word than show', async () => {
    const { exitCode, stderr } = await capture(['config', 'edit'])

    assert.is(exitCode, 64)
    assert.match(stderr, "`config` can 'show', but not 'edit'.")
  })

  test('is shown by the built program, too', () =>
    withSettings({ 's.yaml': TEXT }, async (directory) => {
      const { exitCode, stdout, stderr } = await runProgram(['config', 'show', '--settings', 's.yaml'], directory)

      assert.is(exitCode, 0, stderr.toString())
      assert.match(stdout.toString(), /^Settings: s\.yaml \(flag\)\n\nAll components\n {2}repository +line 3 +ssh:/)
      assert.match(stdout.toString(), /\nComponent 2 of 2\n {2}component +line 9 +\/fbm-node2\n/)
    }))
})
