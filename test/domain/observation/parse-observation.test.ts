import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isSignedBy, parseObservation } from '../../../src/domain/observation/parse-observation.ts'
import { writeObservation } from '../../../src/domain/observation/write-observation.ts'
import { LARGEST_OBSERVATION } from '../../../src/domain/observation/written.ts'
import { isProblem } from '../../../src/domain/problem.ts'
import { aFingerprint, anId, NOW } from '../../helpers/builders.ts'
import { aCertificatePem, privateKey } from '../../helpers/certificates.ts'
import { anObservation, aSignedObservation } from '../../helpers/observation.ts'
import { assertMatchesSchema } from '../../helpers/schema.ts'
import { suite } from '../../helpers/suite.ts'

const KEY = privateKey('good')
const TEXT = writeObservation(anObservation(), KEY)
const CERTIFICATE = aCertificatePem()
const MONTH_MS = 31 * 86_400_000

type Tree = Record<string, unknown>

suite('the file of an observation', (test) => {
  test('is read as it was written, and is signed by one certificate alone', () => {
    const named = anObservation({ foreign: { count: 1, parties: ['NODE_\\u{202e}x'] } })
    for (const observation of [
      anObservation(),
      named,
      anObservation({ peers: [], conditions: [], revision: 'none' }),
    ]) {
      const text = writeObservation(observation, KEY)
      assertMatchesSchema('observation', JSON.parse(text))
      const parsed = parseObservation(Buffer.from(text), 'a.json')
      assert.not(isProblem(parsed))
      if (isProblem(parsed)) return
      assert.equal(parsed.observation, observation)
      assert.ok(isSignedBy(parsed, CERTIFICATE))
      assert.not(isSignedBy(parsed, aCertificatePem({ key: 'other' })))
    }
  })

  test('is read where it tells of as many peers as it may, with the longest ids and classes', () => {
    const fingerprint = aFingerprint('x')
    const peers = Array.from({ length: 20_000 }, (_, index) => {
      return { party: anId(String(index).padStart(59, '0')), class: 'conflicting' as const, fingerprint }
    })
    const foreign = { count: 100, parties: Array.from({ length: 100 }, () => 'é'.repeat(256)) }
    const text = writeObservation(anObservation({ peers, foreign }), KEY)
    assert.is(peers[0]?.party.length, 64)
    const parsed = parseObservation(Buffer.from(text), 'a.json')
    assert.is(isProblem(parsed) ? parsed.message : parsed.observation.peers.length, 20_000)
  })

  test('counts for no certificate that is none, or has another kind of key', () => {
    const signed = aSignedObservation(KEY)
    for (const pem of ['', 'x', aCertificatePem({ key: 'ec' }), aCertificatePem({ key: 'rsa-pss', signer: 'good' })]) {
      assert.not(isSignedBy(signed, pem))
    }
  })

  test('holds times in whole seconds, and nothing but ASCII', () => {
    assert.match(TEXT, /^[\n -~]+\n$/)
    assert.match(TEXT, '"observedAt": "2026-11-01T00:00:00Z"')
    const odd = writeObservation(anObservation({ observedAt: NOW + 999 }), KEY)
    assert.match(odd, '"observedAt": "2026-11-01T00:00:00Z"')
  })

  test('may be laid out anew, and is signed still; of no value may anything change', () => {
    const value = JSON.parse(TEXT) as Tree
    const parsed = parseObservation(Buffer.from(JSON.stringify(reversed(value))), 'a.json')
    assert.not(isProblem(parsed))
    if (!isProblem(parsed)) assert.ok(isSignedBy(parsed, CERTIFICATE))

    for (const [path, before] of leaves(value['observation'])) {
      const changed = structuredClone(value)
      put(changed['observation'] as Tree, path, otherThan(before))
      const read = parseObservation(Buffer.from(JSON.stringify(changed)), 'a.json')
      assert.ok(isProblem(read) || !isSignedBy(read, CERTIFICATE), path.join('/'))
    }
  })

  for (const [name, change, expected] of refused()) {
    test(`is refused: ${name}`, () => {
      const value = JSON.parse(TEXT) as Tree
      const parsed = parseObservation(Buffer.from(change(value, value['observation'] as Tree)), 'x\u001b.json')

      assert.ok(isProblem(parsed))
      if (!isProblem(parsed)) return
      assert.is(parsed.code, 'OBSERVATION_INVALID')
      assert.match(parsed.message, expected)
      assert.match(parsed.message, /^x\\u\{1b\}\.json is no observation/)
    })
  }

  test('never throws, and never counts when any byte of it changed what it says', () => {
    const bytes = Buffer.from(TEXT)
    const before = parseObservation(bytes, 'a.json')
    assert.not(isProblem(before))
    if (isProblem(before)) return
    const mutation = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const changed = Buffer.from(bytes)
        for (const [at, mask] of mutations) changed[at] = (changed[at] ?? 0) ^ mask
        const parsed = parseObservation(changed, 'a.json')
        if (isProblem(parsed) || !isSignedBy(parsed, CERTIFICATE)) return
        assert.equal(parsed, before)
      }),
      { numRuns: 400 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (any) => isProblem(parseObservation(any, 'a.json'))))
    fc.assert(
      fc.property(fc.jsonValue(), (any) => isProblem(parseObservation(Buffer.from(JSON.stringify(any)), 'a.json'))),
    )
  })
})

type Refused = readonly [name: string, change: (file: Tree, observation: Tree) => string | Uint8Array, expected: RegExp]

function refused(): readonly Refused[] {
  const within = (changes: Tree): Refused[1] => {
    return (file, observation) => JSON.stringify({ ...file, observation: { ...observation, ...changes } })
  }
  const peer = { party: 'NODE_b', class: 'missing' }
  return [
    ['nothing', () => '', /no JSON in UTF-8/],
    ['no UTF-8', () => Buffer.concat([Buffer.from(TEXT), Buffer.from([0xff])]), /no JSON in UTF-8/],
    ['a byte order mark', () => `\ufeff${TEXT}`, /no JSON in UTF-8/],
    ['too many bytes', () => Buffer.alloc(LARGEST_OBSERVATION + 1, 0x20), /more than 4194304 bytes/],
    ['too deep', () => '['.repeat(1_000_000), /no JSON in UTF-8/],
    ['deep, but sound JSON', () => '['.repeat(5_000) + ']'.repeat(5_000), /at its top/],
    ['another form', (file) => JSON.stringify({ ...file, apiVersion: 'fbm-gitops/observation/v2' }), /\/apiVersion/],
    ['a stray key', (file) => JSON.stringify({ ...file, note: 'x' }), /at its top stands something/],
    ['a stray key inside', within({ address: '10.0.0.1' }), /\/observation stands something/],
    ['a key of every object', (file) => JSON.stringify(file).replace('{', '{"__proto__":{},'), /stands something/],
    ['no signature', ({ apiVersion, observation }) => JSON.stringify({ apiVersion, observation }), /'signature' is/],
    ['a signature that is none', (file) => JSON.stringify({ ...file, signature: '' }), /\/signature/],
    ['no family', (file) => JSON.stringify(file).replace('"family"', '"familie"'), /'family' is missing/],
    ['a name of another form', within({ federation: 'a b' }), /\/federation/],
    ['an id of another form', within({ component: 'NODE_a b' }), /\/component/],
    ['the wrong role', within({ role: 'researcher' }), /role is not that of its id/],
    ['half a commit', within({ revision: 'abc' }), /\/revision/],
    ['another exit code', within({ exitCode: 3 }), /\/exitCode/],
    ['an unknown class', within({ peers: [{ party: 'NODE_b', class: 'fine' }] }), /\/peers\/0\/class/],
    ['a fingerprint in capitals', within({ planDigest: `SHA256:${'AB'.repeat(32)}` }), /\/planDigest/],
    ['parties in disorder', within({ peers: [{ ...peer, party: 'NODE_c' }, peer] }), /not sorted/],
    ['a party twice', within({ peers: [peer, peer] }), /not sorted/],
    ['more names than rows', within({ foreign: { count: 0, parties: ['x'] } }), /names more foreign rows/],
    ['a name with a line break', within({ foreign: { count: 1, parties: ['x\ny'] } }), /\/foreign\/parties\/0/],
    ['less than nothing', within({ foreign: { count: -1 } }), /\/foreign\/count/],
    ['a fraction of a second', within({ observedAt: '2026-11-01T00:00:00.5Z' }), /\/observedAt/],
    ['a day that is none', within({ observedAt: '2026-02-30T00:00:00Z' }), /does not exist/],
    ['an end before its beginning', within({ validUntil: '2026-10-31T00:00:00Z' }), /ends before it begins/],
    ['no time at all', within({ validUntil: '2026-11-01T00:00:00Z' }), /ends before it begins/],
    [
      'valid for ever',
      within({ validUntil: new Date(NOW + MONTH_MS + 1000).toISOString().replace('.000', '') }),
      /more than 31 days/,
    ],
  ]
}

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).reverse()
  return Object.fromEntries(entries.map(([key, each]) => [key, reversed(each)]))
}

/** Every value that is no container, by where it stands. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly [readonly string[], unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]))
}

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) tree[key] = value
  else put(tree[key] as Tree, rest, value)
}

function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 1 : 0
  return String(value).replace(/.$/, (last) => (last === '0' ? '1' : '0'))
}
