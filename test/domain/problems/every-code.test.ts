import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import * as assert from 'uvu/assert'
import { COMMANDS } from '../../../src/command-line/table.ts'
import { catalogue } from '../../../src/domain/problem.ts'
import type { ProblemKind } from '../../../src/domain/problems/kind.ts'
import { suite } from '../../helpers/suite.ts'

const GOLDEN = new URL('every-code.golden.txt', import.meta.url)
const SOURCE = join(import.meta.dirname, '../../../src')
const WORDING = join(SOURCE, 'domain/problems')

/** Facts that are no texts, by their names; every other fact is shown as its name in angle brackets. */
const FACTS: Readonly<Record<string, unknown>> = {
  count: 2,
  known: ['<known>'],
  names: ['<names>'],
  holders: ['<holders>'],
  edits: ['<edits>'],
  tables: ['<tables>'],
  losses: ['<losses>'],
  pids: [7],
  others: ['<others>'],
  suggestions: ['<suggestions>'],
  researchers: [
    { id: '<id>', what: 'certificate' },
    { id: '<id>', what: 'address', addressBefore: '<before>', addressAfter: '<after>' },
  ],
  limit: 2000,
  milliseconds: 12,
  'SOURCE_TOO_BIG.limit': 'entries',
  rewriting: { missing: 2, added: 1, ancestor: '<ancestor>', changed: ['<changed>'], changedCount: 1 },
  'URL_INVALID.fault': 'form',
  'OBSERVATION_UNREADABLE.reason': 'missing',
  'OBSERVATION_NOT_PUSHED.cause': 'fault',
  most: 10_000,
  'HOST_KEY_CHANGED.known': ['<known>'],
  size: 3000,
  codePoint: 0x200b,
  at: Date.UTC(2026, 10, 15),
  'NOT_YET_VALID.now': Date.UTC(2026, 10, 14),
  notBefore: Date.UTC(2026, 10, 1),
  notAfter: Date.UTC(2031, 9, 31),
  // Some kinds are given an owner by its name, some with all that is known of it.
  owner: Object.assign(new String('<owner>'), { partyId: '<id>', file: '<file>', profile: 'party', role: 'node' }),
}

suite('every problem', (test) => {
  test('is worded as the golden file says', () => {
    const text = kinds()
      .map(([code, kind]) => {
        const { severity, exitCode, meaning } = kind
        const [message, remedy] = word(code, kind)
        return `${code} (${severity}${severity === 'error' ? `, ${exitCode}` : ''})\n  ${meaning}\n  ${message}\n  ${remedy}\n`
      })
      .join('\n')

    // UPDATE_GOLDEN=1 writes it: read the difference before it is committed.
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text)
    assert.fixture(text, readFileSync(GOLDEN, 'utf8'))
  })

  test('has a message, a remedy, and a meaning that is a sentence', () => {
    for (const [code, kind] of kinds()) {
      const [message, remedy] = word(code, kind)
      assert.match(kind.meaning, /^[A-Z`].*\.$/, code)
      assert.ok(message.length > 5 && remedy.length > 5, code)
    }
  })

  test('names only commands that exist', () => {
    for (const [code, kind] of kinds()) {
      for (const [, name = ''] of word(code, kind)[1].matchAll(/(?:`|: )fbm-gitops ([a-z]+)/g))
        assert.ok(name in COMMANDS, `${code}: ${name}`)
    }
  })

  test('names only commands that exist, also in wording for other facts than those above', () => {
    const names = sources(WORDING).flatMap((text) =>
      Array.from(text.matchAll(/[`:] ?fbm-gitops ([a-z]+)/g), ([, name = '']) => name),
    )

    assert.ok(names.length > 10)
    for (const name of names) assert.ok(name in COMMANDS, name)
  })

  test('is made somewhere', () => {
    const makers = sources(SOURCE, WORDING).join('\n')

    assert.equal(
      kinds()
        .map(([code]) => code)
        .filter((code) => !makers.includes(`'${code}'`)),
      [],
    )
  })
})

/** The texts of the sources in a directory, without those in another one. */
function sources(directory: string, except?: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((file) => file.endsWith('.ts') && (except === undefined || !file.startsWith(except + sep)))
    .map((file) => readFileSync(file, 'utf8'))
}

function kinds(): readonly (readonly [string, ProblemKind<never>])[] {
  return Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1))
}

function word(code: string, { message, remedy }: ProblemKind<never>): readonly [message: string, remedy: string] {
  const facts = new Proxy(
    {},
    { get: (_, name) => FACTS[`${code}.${String(name)}`] ?? FACTS[String(name)] ?? `<${String(name)}>` },
  )
  return [message(facts as never), remedy(facts as never)]
}
