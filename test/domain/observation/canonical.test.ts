import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { canonicalize, type Json } from '../../../src/domain/observation/canonical.ts'
import { announceSkip, suite } from '../../helpers/suite.ts'

suite('canonicalize', (test) => {
  test('writes what RFC 8785 shows in section 3.2', () => {
    const value = {
      numbers: [JSON.parse('333333333.33333329') as number, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'B"\\\\"/',
      literals: [null, true, false],
    }
    const expected =
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'

    assert.is(canonicalize(value), expected)
  })

  test('sorts keys by their UTF-16 code units, also those that look like numbers', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    const value = Object.fromEntries(keys.map((key) => [key, true]))

    const written = [...canonicalize(value).matchAll(/("[^"]*"):/g)].map(([, key = '']): unknown => JSON.parse(key))
    assert.equal(written, ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'])
    assert.is(canonicalize({ '10': 1, '9': 2, a: undefined }), '{"10":1,"9":2}')
  })

  test('refuses what no JSON can hold', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, [[Number.NaN]]]) {
      assert.throws(() => canonicalize(value), TypeError)
    }
  })

  test('keeps the value, and forgets the order in which it was written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = canonicalize(value)
        assert.is(canonicalize(JSON.parse(text) as Json), text)
        assert.equal(JSON.parse(text), JSON.parse(JSON.stringify(value)))
        assert.is(canonicalize(reverse(value)), text)
      }),
    )
  })

  if (spawnSync('jq', ['--version']).status !== 0) {
    announceSkip('that jq writes the same bytes', 'there is no jq')
    return
  }

  test('writes what jq writes of a value with plain keys and whole numbers', () => {
    const value = { b: 'Fed-BioMed 5.0–5.3 "x" \\ /', a: [1, 0, 2_000_000_000, true, { d: '\\u{7f}', c: '' }] }

    assert.is(spawnSync('jq', ['-cSj', '.'], { input: JSON.stringify(value) }).stdout.toString(), canonicalize(value))
  })
})

function reverse(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Array) return value.map(reverse)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, each === undefined ? undefined : reverse(each)]),
  )
}
