import { execFileSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { quoteForShell } from '../../src/domain/quote.ts'
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
