import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { parse as parseYaml } from 'yaml'
import type { Problem } from '../../src/domain/problem.ts'
import { settingsProblems } from '../../src/domain/problems/settings.ts'
import { NOTIFICATION_KINDS } from '../../src/domain/settings.ts'
import { renderProblems } from '../../src/render/problems.ts'
import { makePlainStyle } from '../../src/render/style.ts'
import { assertGolden } from '../helpers/golden.ts'
import { suite } from '../helpers/suite.ts'
import { BAD_VALUES, HOSTILE_YAML, SECRETS, type BadSettings } from './helpers/bad-settings.ts'
import { parse, settingsOf } from './helpers/parse.ts'

const ROOT = join(import.meta.dirname, '../..')
const EXAMPLE = readFileSync(join(ROOT, 'examples/settings/fbm-gitops.yaml'), 'utf8')
const HEAD = 'apiVersion: fbm-gitops/v1\n'

suite('settings', (test) => {
  test('say what the example says, each value with its line', () => {
    const { source, components, watch, notify } = settingsOf(EXAMPLE)
    const at = (text: string): number => EXAMPLE.slice(0, EXAMPLE.indexOf(text)).split('\n').length

    assert.equal(source, {
      repository: { value: 'ssh://git@git.example.org/federation.git', line: at('repository:') },
      ref: { value: 'main', line: at('ref:') },
      path: { value: 'federation', line: at('path:') },
      maxStaleness: { value: '24h', line: at('maxStaleness:') },
      sshKey: { value: '/etc/fbm-gitops/deploy_key', line: at('    key:') },
      knownHosts: { value: '/etc/fbm-gitops/known_hosts', line: at('knownHosts:') },
      fetchTimeout: { value: '60s', line: at('fetchTimeout:') },
      fetchLimit: { value: '32MiB', line: at('fetchLimit:') },
    })
    assert.equal(components, [
      {
        directory: { value: '/fbm-node', line: at('directory: /fbm-node\n') },
        config: { value: 'config_node.ini', line: at('config:') },
        registry: undefined,
        writing: { value: 'freeze', line: at('writing: freeze') },
        mode: undefined,
        registrar: {},
      },
      {
        directory: { value: '/fbm-node2', line: at('directory: /fbm-node2') },
        config: undefined,
        registry: undefined,
        writing: { value: 'beside', line: at('writing: beside') },
        mode: { value: 'report', line: at('mode: report') },
        registrar: {},
      },
    ])
    assert.equal(watch.interval, { value: '60s', line: at('interval:') })
    assert.equal(watch.logFormat, { value: 'json', line: at('logFormat:') })
    assert.equal(notify, [
      {
        kind: 'webhook',
        on: NOTIFICATION_KINDS,
        line: at('- webhook:'),
        url: undefined,
        urlFile: '/etc/fbm-gitops/webhook_url',
      },
      {
        kind: 'command',
        on: ['failure'],
        line: at('- command:'),
        command: ['/usr/local/bin/tell', '--channel', 'fbm'],
      },
    ])
  })

  test('are described by the schema that the example names', () => {
    const path = /yaml-language-server: \$schema=(\S+)/.exec(EXAMPLE)?.[1] ?? ''
    const schema = JSON.parse(readFileSync(join(ROOT, 'examples/settings', path), 'utf8')) as object
    const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema)

    assert.ok(validate(parseYaml(EXAMPLE)), JSON.stringify(validate.errors))
  })

  test('say how the command of Fed-BioMed is run, as the flags do', () => {
    const text = `${HEAD}components:\n  - directory: /a\n    registrar: { kind: cli, prefix: [env, A=b], inside: /fbm, timeout: 90s }\n`

    assert.equal(settingsOf(text).components[0]?.registrar, {
      registrar: { value: 'cli', line: 4 },
      registrarPrefix: { value: ['env', 'A=b'], line: 4 },
      componentInside: { value: '/fbm', line: 4 },
      registrarTimeout: { value: '90s', line: 4 },
    })
  })

  test('say what the federation is told, as the flags do', () => {
    const text = `${HEAD}observations: { file: told, branch: true, validFor: 2h, foreignNames: false }\n`

    assert.equal(settingsOf(text).observations, {
      observationFile: { value: '/etc/fbm-gitops/told', line: 2 },
      observationBranch: { value: 'observationBranch', line: 2 },
      observationValidFor: { value: '2h', line: 2 },
      observationForeignNames: { value: 'no', line: 2 },
    })
  })

  test('may say nothing but their version', () => {
    const { source, components, watch, notify } = settingsOf(HEAD)

    assert.equal([source, components, notify], [{}, [], []])
    assert.equal(watch, { interval: undefined, logFormat: undefined })
  })

  test('are the same with Windows line ends and a byte-order mark', () => {
    assert.equal(settingsOf(`\ufeff${EXAMPLE.replaceAll('\n', '\r\n')}`), settingsOf(EXAMPLE))
  })

  test('tell of everything where nothing is chosen, and of nothing twice', () => {
    const { notify } = settingsOf(`${HEAD}notify: [{ command: [/a] }, { command: [/b], on: [drift, drift] }]\n`)

    assert.equal(
      notify.map(({ on }) => on),
      [NOTIFICATION_KINDS, ['drift']],
    )
  })

  for (const { written, expected } of [
    { written: './federation.git', expected: '/etc/fbm-gitops/federation.git' },
    { written: '..', expected: '/etc' },
    { written: '/srv/federation.git', expected: '/srv/federation.git' },
    { written: 'git@git.example.org:federation.git', expected: 'git@git.example.org:federation.git' },
    { written: '.hidden.example.org:federation.git', expected: '.hidden.example.org:federation.git' },
  ]) {
    test(`take the repository '${written}' for ${expected}`, () => {
      assert.is(settingsOf(`${HEAD}source: { repository: '${written}' }\n`).source.repository?.value, expected)
    })
  }

  test('may list two components of one directory by their configurations', () => {
    const text = `${HEAD}components:\n  - { directory: /a, config: a.ini }\n  - { directory: /a, config: b.ini }\n`

    assert.is(settingsOf(text).components.length, 2)
  })

  for (const harmless of [
    'source: { https: { tokenFile: token, tokenUser: bot } }',
    'source: { path: secrets/federation }',
    'source: { repository: ssh://git@git.example.org:22/secret/token.git }',
    'source: { repository: https://git.example.org:8443/@group/federation.git }',
    'notify: [{ command: [/tell, --token-file, /etc/token, --channel, fbm] }]',
    'notify: [{ webhook: { url: "http://127.0.0.1:9093/api/v2/alerts" } }]',
    '# the token: never here; password: neither',
  ]) {
    test(`hold no secret in '${harmless}'`, () => {
      assert.is(parse(`${HEAD}${harmless}\n`).problems, undefined)
    })
  }
})

suite('bad settings', (test) => {
  for (const bad of [...HOSTILE_YAML, ...BAD_VALUES]) {
    test(`are refused: ${bad.name}`, () => {
      const problems = problemsOf(bad)

      assert.equal(summarise(problems, bad), bad.expected)
      for (const { place } of problems) assert.is(place.file, 'fbm-gitops.yaml')
    })
  }

  for (const bad of SECRETS) {
    test(`never show ${bad.name}`, () => {
      const problems = problemsOf(bad)

      assert.equal([...new Set(problems.map(({ code }) => code))], bad.expected)
      assert.not.match(JSON.stringify(problems), 'hunter2')
      assert.not.match(renderProblems(problems, makePlainStyle(80)), 'hunter2')
      assert.ok(problems.every(({ exitCode, place }) => exitCode === 26 && place.line !== undefined))
    })
  }

  test('provoke every code that they have of their own', () => {
    const elsewhere = [
      'SETTINGS_MISSING',
      'SETTINGS_NOT_A_FILE',
      'SETTINGS_UNREADABLE',
      'SETTINGS_UNSAFE',
      'VARIABLE_UNKNOWN',
    ]
    const provoked = [...HOSTILE_YAML, ...BAD_VALUES, ...SECRETS].flatMap((bad) =>
      problemsOf(bad).map(({ code }) => code),
    )

    assert.equal(
      Object.keys(settingsProblems).filter((code) => !new Set<string>([...provoked, ...elsewhere]).has(code)),
      [],
    )
  })

  test('are worded as the golden file says', () => {
    const words = [...HOSTILE_YAML, ...BAD_VALUES, ...SECRETS].map((bad) => {
      const shown = problemsOf(bad).slice(0, 3)
      return `== ${bad.name}\n${renderProblems(shown, makePlainStyle(100))}`
    })

    assertGolden(words.join('\n'), new URL('bad-settings.golden.txt', import.meta.url))
  })

  test('never end the parser otherwise', () => {
    const pieces = [
      'apiVersion: fbm-gitops/v1',
      'source:',
      '  ref: ',
      '- ',
      '[',
      '{',
      '"',
      '&a',
      '*a',
      '://a:b',
      '@',
      '\n',
      ' ',
      ':',
    ]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }), (parts) => {
        const { settings, problems } = parse(parts.join(''))
        assert.ok((settings === undefined) === (problems !== undefined && problems.length > 0))
      }),
      { numRuns: 1000 },
    )
  })

  for (const piece of ['://a:', 'https://', 'token', 'aaaa', 'url: http://', '-----BEGIN ', '--password', '/a1']) {
    test(`are searched for secrets in one go, whatever repeats: ${piece}`, () => {
      const text = piece.repeat(Math.floor(65_000 / piece.length))

      // With a pattern that looks back again and again, this would not end within the time that a test has.
      assert.ok((parse(`${HEAD}ref: '${text}'\n`).problems ?? []).length > 0)
    })
  }
})

function problemsOf({ content, name }: BadSettings): readonly Problem[] {
  const { problems } = parse(content)
  if (problems === undefined) throw new Error(`'${name}' was accepted.`)
  return problems
}

/** Where many problems are alike, their code alone is compared. */
function summarise(problems: readonly Problem[], { expected }: BadSettings): readonly string[] {
  const lines = problems.map(({ code, place: { line, column } }) => {
    return line === undefined ? code : `${code} ${line}:${column ?? 0}`
  })
  const hasPlaces = expected.some((line) => /\d:\d/.test(line))
  return hasPlaces ? lines : [...new Set(lines.map((line) => line.split(' ')[0] ?? ''))].sort()
}
