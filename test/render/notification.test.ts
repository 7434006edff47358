import * as assert from 'uvu/assert'
import { NOTIFICATION_KINDS } from '../../src/domain/settings.ts'
import type { Notification } from '../../src/domain/watch/notification.ts'
import { renderNotification } from '../../src/render/notification.ts'
import { anId, NOW } from '../helpers/builders.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'

const finding = { code: 'EDITED', party: anId('b'), message: 'It was changed.', remedy: 'Look.' }
const about = {
  componentId: anId('a'),
  name: 'hospital-a',
  directory: '/fbm-node',
  federation: 'oncology-network',
  exitCode: 20,
} as const

suite('a notification', (test) => {
  for (const kind of NOTIFICATION_KINDS) {
    test(`of kind ${kind} is what its schema says`, () => {
      assertMatchesSchema('notification', JSON.parse(renderNotification(aNotification({ kind }), 'host')))
    })
  }

  test('of the daemon itself is what its schema says', () => {
    const json = renderNotification(aNotification({ about: undefined, revision: undefined }), 'host')

    assertMatchesSchema('notification', JSON.parse(json))
    assert.is(textOf(json), 'fbm-gitops on host, the daemon: drift: It was changed.')
  })

  test('has a line of text for chats', () => {
    assert.is(
      textOf(renderNotification(aNotification({ findings: [finding, finding] }), 'host')),
      'fbm-gitops on host, hospital-a: drift: It was changed. (and 1 more)',
    )
    assert.is(
      textOf(renderNotification(aNotification({ kind: 'recovery', findings: [], over: ['drift', 'stale'] }), 'host')),
      'fbm-gitops on host, hospital-a: recovery: no more drift, stale',
    )
  })

  test('says where a fault stands', () => {
    const place = { file: 'federation/f\u0007.yaml', line: 12, column: 5, excerpt: [{ line: 12, text: 'secret' }] }
    const json = renderNotification(aNotification({ findings: [{ ...finding, place }] }), 'host')

    assertMatchesSchema('notification', JSON.parse(json))
    assert.is(textOf(json), 'fbm-gitops on host, hospital-a: drift: federation/f\\u{7}.yaml:12:5: It was changed.')
    const [told] = (JSON.parse(json) as { readonly findings: readonly object[] }).findings
    assert.equal(told, {
      code: 'EDITED',
      party: anId('b'),
      file: 'federation/f\\u{7}.yaml',
      line: 12,
      column: 5,
      message: 'It was changed.',
      remedy: 'Look.',
    })
  })

  test('says of a file alone nothing in the line for chats, whose message names it', () => {
    const json = renderNotification(aNotification({ findings: [{ ...finding, place: { file: '/db.json' } }] }), 'host')

    assert.is(textOf(json), 'fbm-gitops on host, hospital-a: drift: It was changed.')
  })

  test('is one line of printable text, whatever is in it', () => {
    const hostile = '\u001b]0;x\u0007\n\u202e\u2028\u{e0041}\ud800'
    const message = `${hostile}${'x'.repeat(5000)}`
    const names = { ...about, name: hostile, directory: hostile, federation: hostile }
    const json = renderNotification(aNotification({ about: names, findings: [{ ...finding, message }] }), hostile)

    assert.match(json, /^[\u0020-\u007e\u2026]*\n$/)
    for (const text of textsOf(JSON.parse(json))) assert.match(text, /^[\u0020-\u007e\u2026]*$/)
    assertMatchesSchema('notification', JSON.parse(json))
  })

  test('tells twenty findings, and how many more there are', () => {
    const parsed = JSON.parse(renderNotification(aNotification({ findings: Array(1000).fill(finding) }), 'h')) as {
      readonly findings: readonly unknown[]
      readonly moreFindings: number
    }

    assert.is(parsed.findings.length, 20)
    assert.is(parsed.moreFindings, 980)
  })
})

function aNotification(overrides: Partial<Notification> = {}): Notification {
  return { kind: 'drift', time: NOW, about, revision: 'c'.repeat(40), findings: [finding], over: [], ...overrides }
}

function textOf(json: string): string {
  return (JSON.parse(json) as { readonly text: string }).text
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
