import * as assert from 'uvu/assert'
import { assertSpliced } from '../../../src/fedbiomed/registry/check.ts'
import { spliceRegistry } from '../../../src/fedbiomed/registry/splice.ts'
import { withPython } from '../../helpers/python.ts'
import {
  aDelete,
  aPut,
  judgeSplices,
  makeRegistries,
  scanWhole,
  type MadeRegistry,
  type Splice,
} from '../../helpers/registries.ts'
import { suite } from '../../helpers/suite.ts'

const SEED = 20261101
const COUNT = 1000
/** Rows of these registries have party ids: those with component ids are conversions, as an upgrade makes them. */
const LAYOUTS = ['address', 'party', 'component'] as const

suite('fidelity', (test) => {
  test('of 1,000 registries that Python made, Python reads everything that is not ours as it was', async () => {
    await withPython('the fidelity of registries', async (python) => {
      const registries = await makeRegistries(python, SEED, COUNT)

      const splices = registries.map(splice)
      const faults = await judgeSplices(python, splices)

      assert.equal(splices.length, COUNT)
      assert.equal(
        faults,
        Array.from({ length: COUNT }, () => null),
      )
    })
  })

  test('the same registries hold every case that matters', async () => {
    await withPython('the variety of registries', async (python) => {
      const registries = await makeRegistries(python, SEED, COUNT)

      const texts = registries.map(({ bytes }) => bytes.toString())
      for (const [what, pattern] of VARIETY) {
        assert.ok(texts.filter((text) => pattern.test(text)).length >= 10, `fewer than ten registries have ${what}`)
      }
      assert.ok(registries.filter(({ twice }) => twice.length > 0).length >= 10)
      assert.ok(registries.filter(({ bytes }) => hasEscapedTable(bytes)).length >= 10)
    })
  })
})

const VARIETY: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['no byte', /^$/],
  ['no table', /^\{\}$/],
  ['an empty table', /"Certificates"\s*:\s*\{\s*\}/],
  ['NaN', /\bNaN\b/],
  ['negative infinity', /-Infinity/],
  ['a float that is whole', /\b1\.0\b/],
  ['an integer of 100 digits', /\d{100}/],
  ['a surrogate that stands alone', /\\ud800(?!\\udc00)/i],
  ['raw text beyond ASCII', /😀/u],
  ['a name from a prototype', /"__proto__"/],
  ['a name that stands twice', /^\{"(\w+)": .*, "\1": /],
  ['white space behind the end', /\}\s+$/],
  ['a document id beyond 2^53', /"\d{16,}"\s*:/],
]

function hasEscapedTable(bytes: Buffer): boolean {
  return scanWhole(bytes).table !== undefined && !bytes.includes('"Certificates"')
}

/** Replaces, deletes and leaves rows in turn, adds up to two, and does it once more with the result. */
function splice({ bytes, parties }: MadeRegistry, index: number): Splice {
  const layout = LAYOUTS[index % LAYOUTS.length] ?? 'party'
  const edits = [
    ...parties.flatMap(
      (party, number) => [[aPut(party)], [aDelete(party)], []][(number + Math.floor(index / LAYOUTS.length)) % 3] ?? [],
    ),
    ...['NODE_new_b', 'RESEARCHER_new_a'].slice(0, Math.floor(index / 2) % 3).map((party) => aPut(party)),
  ]
  const image = scanWhole(bytes)
  const after = spliceRegistry(image, layout, edits)

  assert.is(assertSpliced(image, after, { layout, edits }), undefined)
  assert.ok(spliceRegistry(scanWhole(after), layout, edits).equals(after), `a second splice changes registry ${index}`)
  return { before: bytes, after, layout, edits }
}
