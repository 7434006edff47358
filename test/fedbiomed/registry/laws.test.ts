import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { LayoutName } from '../../../src/domain/layout.ts'
import { assertSpliced } from '../../../src/fedbiomed/registry/check.ts'
import type { RowEdit } from '../../../src/fedbiomed/registry/edit.ts'
import { partyIdOf, REGISTRY_LAYOUTS } from '../../../src/fedbiomed/registry/layouts.ts'
import { scanRegistry, type RegistryImage } from '../../../src/fedbiomed/registry/scan.ts'
import { spliceRegistry } from '../../../src/fedbiomed/registry/splice.ts'
import { withPython } from '../../helpers/python.ts'
import { aDelete, aPut, makeRegistries, scanWhole } from '../../helpers/registries.ts'
import { suite } from '../../helpers/suite.ts'

const IDS = ['NODE_a', 'NODE_b', 'NODE_c', 'RESEARCHER_r', 'NODE_d']

const layout = fc.constantFrom<LayoutName>('address', 'party', 'component')
const space = fc.constantFrom('', ' ', '\n', '\r\n\t')
const text = fc.string({ unit: 'binary', maxLength: 6 }).map((value) => JSON.stringify(value))
const value = fc.oneof(text, fc.constantFrom('NaN', '-Infinity', '1.0', '1e400', 'null', '[]', '{"a": [1, {}]}'))
const member = fc.tuple(text, value).map(([name, content]) => `${name}: ${content}`)

/** A registry with the parties that have rows in it, written by no code of ours. */
const registry = fc
  .record({
    parties: fc.subarray(IDS),
    noted: member,
    before: fc.array(member, { maxLength: 2 }),
    behind: fc.array(member, { maxLength: 2 }),
    around: space,
    form: fc.constantFrom('table', 'no table', 'no byte'),
    tail: fc.nat(600).map((length) => ' '.repeat(length)),
  })
  .map(({ parties, noted, before, behind, around, form, tail }) => {
    if (form === 'no byte') return Buffer.alloc(0)
    const rows = parties.map((id, index) => `"${7 * index + 1}":${around}{${noted}, "party_id": "${id}"${around}}`)
    const table = form === 'table' ? [`"Certificates"${around}: {${around}${rows.join(`${around},`)}${around}}`] : []
    return Buffer.from(`${around}{${around}${[...before, ...table, ...behind].join(', ')}${around}}${tail}`)
  })

const edits: fc.Arbitrary<readonly RowEdit[]> = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom(...IDS).map(aDelete),
    fc.tuple(fc.constantFrom(...IDS), fc.string()).map(([id, pem]) => aPut(id, { certificatePem: pem })),
  ),
  { selector: ({ partyId }) => partyId },
)

suite('laws of the splice', (test) => {
  test('a splice without edits is the registry itself', () => {
    fc.assert(
      fc.property(registry, layout, (bytes, name) => {
        assert.ok(spliceRegistry(scanWhole(bytes), name, []).equals(bytes))
      }),
    )
  })

  test('a splice passes its check, and a second one changes nothing', () => {
    fc.assert(
      fc.property(registry, layout, edits, (bytes, name, order) => {
        const before = scanWhole(bytes)
        const after = spliceRegistry(before, name, order)

        assert.is(assertSpliced(before, after, { layout: name, edits: order }), undefined)
        assert.ok(spliceRegistry(scanWhole(after), name, order).equals(after))
        assert.ok(after.length >= bytes.length)
      }),
      { numRuns: 500 },
    )
  })

  test('the order of the edits changes nothing', () => {
    fc.assert(
      fc.property(registry, layout, edits, (bytes, name, order) => {
        const image = scanWhole(bytes)

        const reversed = [...order].reverse()
        assert.ok(spliceRegistry(image, name, order).equals(spliceRegistry(image, name, reversed)))
      }),
    )
  })

  test('what was added and is deleted again leaves the registry as it was but for spaces and an empty table', () => {
    fc.assert(
      fc.property(registry, layout, (bytes, name) => {
        const image = scanWhole(bytes)
        const held = new Set(image.table?.rows.map((row) => partyIdOf(image, REGISTRY_LAYOUTS[name], row)))
        const added = IDS.filter((id) => !held.has(id))
        const grown = spliceRegistry(
          image,
          name,
          added.map((id) => aPut(id)),
        )

        const back = spliceRegistry(scanWhole(grown), name, added.map(aDelete))

        assert.is(withoutEmptyTable(back, image), withoutEmptyTable(bytes, image))
      }),
    )
  })

  test('no bytes make the scanner fail', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(toBytes)), (bytes) => {
        const result = scanRegistry(bytes)

        assert.ok(result.kind === 'image' || (result.offset >= 0 && result.offset <= bytes.length))
      }),
      { numRuns: 2000 },
    )
  })

  test('of 4,000 registries that were damaged, it reads exactly those that TinyDB reads', async () => {
    await withPython('damaged registries', async (python) => {
      const made = await makeRegistries(python, 404, 400)
      const sound = made.map(({ bytes }) => bytes).filter(({ length }) => length > 2)
      const damaged = sound.flatMap((bytes, index) =>
        Array.from({ length: 11 }, (_, turn) => damage(bytes, index, turn)),
      )

      const verdicts = (await python.ask(
        'read_with_tinydb.py',
        damaged.map((bytes) => bytes.toString('base64')),
      )) as readonly string[]

      assert.ok(damaged.length >= 4000)
      const readings = damaged.map(judge)
      assert.equal(readings, verdicts)
      assert.ok(verdicts.filter((verdict) => verdict === 'object').length > 400)
      assert.ok(verdicts.filter((verdict) => verdict === 'refused').length > 2000)
    })
  })
})

/** Says of bytes what `read_with_tinydb.py` says of them, as far as JSON goes. */
function judge(bytes: Buffer): string {
  const result = scanRegistry(bytes)
  if (bytes.length === 0) return 'empty'
  if (result.kind === 'image') return 'object'
  if (['REGISTRY_TORN', 'REGISTRY_TAIL', 'REGISTRY_ENCODING', 'REGISTRY_TOO_DEEP'].includes(result.code))
    return 'refused'
  return result.code === 'REGISTRY_NOT_OBJECT' ? 'other' : 'object'
}

/** Cuts, doubles, overwrites, flips or exchanges bytes, at places that depend on the numbers alone. */
function damage(bytes: Buffer, index: number, turn: number): Buffer {
  const random = mulberry(1000 * index + turn)
  const at = Math.floor(random() * bytes.length)
  const to = at + Math.floor(random() * (bytes.length - at))
  const damaged = Buffer.from(bytes)
  switch (turn) {
    case 0:
      return damaged.subarray(0, at)
    case 1:
      return Buffer.concat([damaged, damaged.subarray(at)])
    case 2:
      return Buffer.concat([damaged.subarray(0, at), damaged.subarray(to)])
    case 3:
      return Buffer.concat([damaged.subarray(0, to), damaged.subarray(at)])
    case 4:
      damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8))
      return damaged
    case 5:
      damaged[at] = Math.floor(random() * 256)
      return damaged
    default:
      damaged[at] = toBytes('{}[]",:\\ 0-.eEuN\0\n\u007f')[Math.floor(random() * 19)] ?? 0
      return damaged
  }
}

/** A small generator of numbers from 0 to 1, so that each run damages alike. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function withoutEmptyTable(bytes: Buffer, { table }: RegistryImage): string {
  const read = bytes.toString().trimEnd()
  if (table !== undefined) return read
  return read.replace(/(, )?"Certificates": \{\}/, '').replace(/^\{\}$/, '')
}

function toBytes(content: string): Buffer {
  return Buffer.from(content)
}
