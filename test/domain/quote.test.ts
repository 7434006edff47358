import { execFileSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { escapeInJson, escapeText, findHidden, quoteForShell } from '../../src/domain/quote.ts'
import { suite } from '../helpers/suite.ts'

const HOSTILE: readonly string[] = [
  '',
  '/srv/plain/db_NODE_a.json',
  '/srv/with space/db.json',
  "/srv/l'hopital/db.json",
  "/srv/x'; touch owned; '/db.json",
  '/srv/$(touch owned)/`touch owned`/db.json',
  '/srv/back\\slash/\\033/db.json',
  '/srv/line\nend/db.json\n',
  "/srv/l'h\u001b[31m!pital\\101/db.json",
  '/srv/right\u202eleft/\u200bnone/db.json',
  '/srv/tag\u{e0041}/é/\u{1f3e5}/db.json',
  '##[error]x',
  '::error ::x',
  '/srv/ ::stop-commands::x/##vso[task.setvariable]/\ufffe/db.json',
  `/srv/${'x'.repeat(300)}/${"o'o ".repeat(100)}\u0007`,
]

suite('quoteForShell', (test) => {
  test('gives one word that a shell reads as the very value', () => {
    for (const value of HOSTILE) {
      const read = execFileSync('bash', ['-c', `printf '[%s]' ${quoteForShell(value)}`], { encoding: 'utf8' })

      assert.is(read, `[${value}]`)
    }
  })

  test('gives one word, from which nothing runs, also in a shell that does not know octal bytes', () => {
    for (const value of HOSTILE) {
      const count = execFileSync('sh', ['-c', `set -- ${quoteForShell(value)}; echo $#`], { encoding: 'utf8' })

      assert.is(count, '1\n')
    }
  })

  test('shows nothing that a terminal would obey', () => {
    for (const value of HOSTILE) assert.not.match(quoteForShell(value), /[\p{Cc}\p{Cf}]/u)
  })
})

/** What GitHub's and Azure's runners take for commands in a line of a log. */
const COMMANDS: readonly string[] = [
  '::error::x',
  '::error file=a,line=1::x',
  '  ::add-mask::x',
  '\t::set-output name=a::b',
  '::debug',
  'said ::warning ::x',
  'a\u2003::error::x',
  'x ##[error]y',
  '##[add-mask]x',
  '###[group]x',
  '##vso[task.setvariable variable=a]b',
]

suite('escapeText', (test) => {
  test('leaves nothing that a runner takes for a command, wherever a line is broken', () => {
    for (const text of COMMANDS) {
      const shown = escapeText(text)

      for (const line of shown.split(/\s/)) assert.not.match(line, /^::|##\w*\[/, text)
      assert.is(escapeText(shown), shown)
    }
  })

  test('leaves addresses, titles and paths as they are', () => {
    const texts = [
      'listens on ::1',
      'from ::ffff:10.0.0.1',
      '::',
      'a::b',
      'std::string',
      '## title',
      '#[x]',
      'C# [x]',
      '::: note',
    ]
    for (const text of texts) assert.is(escapeText(text), text)
  })

  test('leaves nothing that XML does not know', () => {
    assert.is(escapeText('a\ufffeb\uffffc\u0000d\ud800e'), 'a\\u{fffe}b\\u{ffff}c\\u{0}d\\u{d800}e')
  })

  test('does not take commands for hidden characters', () => {
    for (const text of ['##[error]', '::error::x', '\ufffe']) assert.equal([...findHidden(text)], [])
  })
})

suite('escapeInJson', (test) => {
  test('leaves no command in a text that means the same', () => {
    for (const text of COMMANDS) {
      const json = escapeInJson(JSON.stringify({ text }, undefined, 2))

      assert.not.match(json, /^\s*::|##\w*\[/m, text)
      assert.equal(JSON.parse(json), { text })
    }
  })
})
