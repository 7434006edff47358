import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { chooseComponent, completeForEach, type Surroundings } from '../../src/command-line/components.ts'
import { completeInvocation, type Given, type Invocation } from '../../src/command-line/invocation.ts'
import { COMMANDS, type CommandName } from '../../src/command-line/table.ts'
import { repeatFlags } from '../../src/commands/support/repeat.ts'
import { FederationError } from '../../src/errors.ts'
import { settingsOf } from '../settings/helpers/parse.ts'
import { suite } from '../helpers/suite.ts'

const HEAD = 'apiVersion: fbm-gitops/v1\nsource: { repository: /r, ref: main }\n'
const NONE = HEAD
const ONE = `${HEAD}components:\n  - { directory: /node, config: a.ini, registry: /reg.json, writing: freeze, mode: report }\n`
const TWO = `${ONE}  - { directory: /node2, writing: offline }\n`
const SHARED = `${HEAD}components:\n  - { directory: /node, config: a.ini }\n  - { directory: /node, config: b.ini, mode: report }\n`

interface Typed {
  readonly command?: CommandName
  readonly argument?: string
  readonly typed?: Given
  readonly env?: Readonly<Record<string, string>>
}

function typed({ command = 'reconcile', argument, typed: given = {}, env = {} }: Typed): Invocation {
  return completeInvocation({ command, argument, typed: given }, env)
}

function surround(text: string, env: Readonly<Record<string, string>> = {}): Surroundings {
  return { env, settings: settingsOf(text), canonical: (path) => resolve('/work', path).replace(/^\/link$/, '/node') }
}

function choose(text: string, given: Typed = {}): Invocation {
  return chooseComponent(typed(given), surround(text, given.env))
}

function refusalOf(act: () => unknown): string {
  try {
    act()
    return 'nothing was refused'
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
    return error.problems.map(({ code, message, remedy }) => `${code} ${message} ${remedy}`).join()
  }
}

suite('a component of the settings', (test) => {
  test('is the only one, without a word', () => {
    const { options, origins } = choose(ONE)

    assert.equal(
      [options.component, options.config, options.registry, options.freeze, options.offline, options.mode],
      ['/node', 'a.ini', '/reg.json', true, false, 'report'],
    )
    assert.equal(origins.component, { kind: 'file', file: 'fbm-gitops.yaml', line: 4 })
    assert.equal([options.repository, options.ref], ['/r', 'main'])
  })

  test('is taken from them by its directory, however it is typed, and what is typed beside it wins', () => {
    for (const component of ['/node', '../node', '/node/', '/link']) {
      const { options } = choose(TWO, { typed: { component, registry: '/other.json', offline: true, mode: 'apply' } })

      assert.equal([options.component, options.config, options.registry], [component, 'a.ini', '/other.json'])
      assert.equal([options.freeze, options.offline, options.mode], [false, true, 'apply'])
    }
  })

  test('is taken from them where a variable names it', () => {
    assert.is(choose(TWO, { env: { FBM_GITOPS_COMPONENT: '/node2' } }).options.offline, true)
  })

  test('is none of them where another one is typed: that takes from them the federation alone', () => {
    const { options } = choose(TWO, { typed: { component: '/node3' } })

    assert.equal([options.component, options.config, options.registry], ['/node3', undefined, undefined])
    assert.equal([options.freeze, options.mode, options.repository], [false, 'apply', '/r'])
  })

  test('is the working directory where they list none', () => {
    assert.is(choose(NONE).options.component, '.')
  })

  test('must be named where they list several', () => {
    const told = refusalOf(() => choose(TWO))

    assert.match(told, /^USAGE .*fbm-gitops.yaml lists 2 .* --component \/node, or --component \/node2$/)
  })

  test('must be named with its .ini where one directory holds several', () => {
    const told = refusalOf(() => choose(SHARED, { typed: { component: '/node' } }))

    assert.match(told, '--component /node --config a.ini, or --component /node --config b.ini')
    assert.is(choose(SHARED, { typed: { component: '/node', config: 'b.ini' } }).options.mode, 'report')
  })

  test('needs no name for a command that is about none', () => {
    assert.is(choose(TWO, { command: 'fingerprint', argument: 'hospital-a' }).options.repository, '/r')
    assert.match(
      refusalOf(() => choose(TWO, { command: 'fingerprint' })),
      /^USAGE/,
    )
  })
})

suite('each component of the settings', (test) => {
  const each = (text: string, given: Typed = {}): readonly Invocation[] => {
    return completeForEach(typed({ command: 'config', argument: 'show', ...given }), surround(text, given.env))
  }

  test('is completed as if it had been typed', () => {
    const listed = each(TWO).map(({ options }) => options)

    assert.equal(
      listed.map(({ component, freeze, offline, mode }) => [component, freeze, offline, mode]),
      [
        ['/node', true, false, 'report'],
        ['/node2', false, true, 'apply'],
      ],
    )
    assert.equal([...new Set(listed.map(({ repository }) => repository))], ['/r'])
  })

  test('is the one alone that was typed, or the working directory where none is listed', () => {
    assert.equal(
      each(TWO, { typed: { component: '/node2' } }).map(({ options }) => options.offline),
      [true],
    )
    assert.equal(
      each(NONE).map(({ options }) => options.component),
      ['.'],
    )
  })

  test('is both of one directory', () => {
    const both = each(SHARED, { typed: { component: '/node' } })

    assert.equal(
      both.map(({ options }) => options.config),
      ['a.ini', 'b.ini'],
    )
  })

  test('cannot have one registry or one .ini together', () => {
    assert.match(
      refusalOf(() => each(TWO, { typed: { registry: '/r.json' } })),
      /^USAGE --registry/,
    )
    assert.match(
      refusalOf(() => each(TWO, { env: { FBM_GITOPS_CONFIG: 'a.ini' } })),
      /^USAGE --config/,
    )
  })
})

suite('a command that is printed beside settings', (test) => {
  test('repeats nothing that it finds there again', () => {
    assert.equal(repeatFlags('plan', choose(ONE).options), [])
  })

  test('names its component where several are listed', () => {
    const { options } = choose(TWO, { typed: { component: '/node2' } })

    assert.equal(repeatFlags('reconcile', options), ['--component /node2'])
    assert.equal(repeatFlags('reconcile', choose(SHARED, { typed: { component: '/node', config: 'b.ini' } }).options), [
      '--component /node',
      '--config b.ini',
      '--mode apply',
    ])
  })

  test('repeats what overrules them, be it the default', () => {
    const given = { component: '.', federation: './federation', offline: true, settings: '/s.yaml' }

    assert.equal(repeatFlags('reconcile', choose(ONE, { typed: given }).options), [
      '--settings /s.yaml',
      '--component .',
      '--federation ./federation',
      '--offline',
    ])
  })

  test('applies where the settings would only report', () => {
    assert.equal(repeatFlags('reconcile', choose(ONE).options), ['--mode apply'])
    assert.equal(repeatFlags('reconcile', choose(ONE, { command: 'plan' }).options), ['--mode apply'])
  })

  test('means the same as the one that it was made from', () => {
    for (const text of [NONE, ONE, TWO, SHARED]) {
      for (const given of [{ component: '/node', config: 'a.ini' }, { component: '/node2' }, { component: '.' }]) {
        const before = choose(text, { typed: given })
        const flags = Object.fromEntries(
          repeatFlags('deny', before.options).map((flag) => [/^--([a-z]+)/.exec(flag)?.[1] ?? '', flag.split(' ')[1]]),
        )
        const { options } = choose(text, { command: 'deny', argument: 'x', typed: flags })

        assert.equal(
          [options.component, options.config, options.registry],
          [before.options.component, before.options.config, before.options.registry],
        )
      }
    }
  })
})

suite('the table of commands', (test) => {
  test('lets every command read the settings that is about a component or a source', () => {
    for (const [name, { flags }] of Object.entries(COMMANDS)) {
      const isConcerned = flags.includes('component') || flags.includes('repository')
      assert.is(flags.includes('settings'), isConcerned, name)
    }
  })
})
