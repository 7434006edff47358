import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { parseRepositoryUrl } from '../../src/domain/repository-url.ts'
import { hideSecret, hideUser, holdsSecret, lineHoldsSecret } from '../../src/domain/url-secret.ts'
import { suite } from '../helpers/suite.ts'

const SHOWN: readonly (readonly [text: string, shown: string])[] = [
  ['https://u:s3cr3t@git.example/f?t=1', 'https://…@git.example/f?…'],
  ['http://me:secret@proxy:3128', 'http://…@proxy:3128'],
  ['me:secret@proxy:3128', '…@proxy:3128'],
  ['https://u:p/a?b@git.example/f', 'https://…'],
  ['https://git.example/f?a=b@c&token=t', 'https://git.example/f?…'],
  ['ssh://git@git.example/f', 'ssh://git@git.example/f'],
  ['ssh://git@git.example/f?token=t', 'ssh://git@git.example/f?…'],
  ['git@git.example:f', 'git@git.example:f'],
  ['/srv/what?', '/srv/what?'],
  ['feature#1', 'feature#1'],
]

const MARK = 'SECRETMARK'

/** Text as somebody might paste it, with parts of a URL in any order. */
const part = fc.oneof(
  fc.constantFrom(
    'https',
    'ssh',
    'git',
    ':',
    '/',
    '//',
    '://',
    '@',
    '"',
    "'",
    ' ',
    '?',
    '#',
    '.',
    '\n',
    '8443',
    ':22/',
  ),
  fc.string({ maxLength: 5, unit: 'binary' }),
)
const parts = fc.array(part, { maxLength: 8 }).map((found) => found.join(''))

suite('a secret in a URL', (test) => {
  for (const [text, shown] of SHOWN) {
    test(`is left out: ${shown}`, () => {
      assert.is(hideSecret(text), shown)
    })
  }

  test('is never shown, however the URL is mangled', () => {
    fc.assert(
      fc.property(parts, parts, (before, behind) => {
        const text = `${before}:${MARK}@${behind}`

        assert.ok(holdsSecret(text))
        assert.not.match(hideSecret(text), MARK)
        assert.not.match(hideUser(text), MARK)
        assert.not.match(JSON.stringify(parseRepositoryUrl(text)), MARK)
      }),
      { numRuns: 5000 },
    )
  })

  test('is found in a line, where there is one', () => {
    for (const line of ['  repository: oauth2:s3cr3t@git.example:f', 'url: "https://s3cr3t@git.example"']) {
      assert.ok(lineHoldsSecret(line), line)
    }
    for (const line of [
      '  repository: git@git.example:f # for us: ask @me',
      'command: [/tell, "mailto:me@git.example"]',
    ]) {
      assert.not(lineHoldsSecret(line), line)
    }
  })

  test('is looked for in no time in a long text', () => {
    for (const text of ['a', ':', '/', 'https:/', 'a://', '@', ':1', '"'].map((each) => each.repeat(100_000))) {
      assert.type(hideSecret(text) + String(lineHoldsSecret(text)), 'string')
    }
  })
})
