import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { escapeText } from '../../src/domain/quote.ts'
import { parseFederation, type ParsedFederation } from '../../src/manifest/federation.ts'
import { BASE_MANIFEST } from '../helpers/bad-base.ts'
import { aSnapshot } from '../helpers/snapshot.ts'
import { suite } from '../helpers/suite.ts'

const now = Date.now()
const signs = [
  ...Array.from('\n :-[]{},&*!|>%@`\'"#?~\\/0.\t\r\0'),
  '\u202e',
  '\ud800',
  '<<',
  '---\n',
  '__proto__',
  'null',
  '\u00e9',
]

/** The sound manifest after some pieces were cut out and some signs put in. */
const damaged = fc
  .array(fc.record({ at: fc.nat(BASE_MANIFEST.length), cut: fc.nat(30), put: fc.constantFrom('', ...signs) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((wounds) =>
    wounds.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), BASE_MANIFEST),
  )

suite('parse whatever comes', (test) => {
  test('gives a federation or an error, and never throws, for damaged manifests', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        judge(parse(text))
      }),
      { numRuns: 500 },
    )
  })

  test('gives a federation or an error, and never throws, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        judge(parse(bytes))
      }),
      { numRuns: 500 },
    )
  })

  for (const text of ['*\v', 'a: &\v b', 'a: !\v b', '%\v']) {
    test(`shows no raw control character of ${JSON.stringify(text)}`, () => {
      judge(parse(text))
    })
  }

  test('gives a federation or an error, and never throws, for any value at any place', () => {
    const key = fc.constantFrom(
      'apiVersion',
      'federation',
      'profile',
      'network',
      'researcher',
      'nodes',
      'removed',
      'other',
    )
    const party = fc.dictionary(
      fc.constantFrom('name', 'id', 'ip', 'port', 'certificate', 'replaces', 'secondInstance'),
      fc.jsonValue(),
    )
    const value = fc.oneof(
      fc.jsonValue(),
      party,
      fc.array(party, { maxLength: 4 }),
      fc.constantFrom('secagg-mpspdz', 'fbm-gitops/v1', 'party'),
    )
    const manifest = fc.dictionary(key, value)

    fc.assert(
      fc.property(manifest, (json) => {
        judge(parse(JSON.stringify(json)))
      }),
      { numRuns: 500 },
    )
  })
})

function parse(manifest: string | Uint8Array): ParsedFederation {
  return parseFederation(aSnapshot({ 'federation.yaml': manifest }), now)
}

function judge({ federation, problems }: ParsedFederation): void {
  const wholes = problems.filter(({ severity, party }) => severity === 'error' && party === undefined)
  assert.is(federation === undefined, wholes.length > 0)
  for (const { message, remedy, place } of problems) {
    for (const text of [message, remedy, ...(place.excerpt ?? []).map((line) => line.text)])
      assert.is(escapeText(text), text)
    assert.ok((place.column ?? 1) >= 1 && (place.length ?? 1) >= 1)
  }
}
