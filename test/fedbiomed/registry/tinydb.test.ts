import * as assert from 'uvu/assert'
import type { LayoutName } from '../../../src/domain/layout.ts'
import type { RowEdit } from '../../../src/fedbiomed/registry/edit.ts'
import { spliceRegistry } from '../../../src/fedbiomed/registry/splice.ts'
import { withPython, type Python } from '../../helpers/python.ts'
import { aDelete, aPut, scanWhole } from '../../helpers/registries.ts'
import { suite } from '../../helpers/suite.ts'

interface Document {
  readonly id: number
  readonly fields: readonly (readonly [name: string, value: unknown])[]
}

interface Use {
  readonly had: readonly string[]
  readonly seen: readonly string[]
  readonly got: readonly (Document | null)[]
  readonly inserted: Document
  readonly upserted: Document
  readonly left: readonly string[]
  readonly othersKept: boolean
}

const PEM = '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n'
const DATASETS = [
  { name: 'Étude é', shape: [1e300, 1.5], tags: ['a', '\ud800'] },
  { name: 'x', dtypes: {} },
]

const layouts: readonly { readonly layout: LayoutName; readonly address: Record<string, unknown> }[] = [
  { layout: 'address', address: { ip: '10.221.0.9', port: 14001 } },
  { layout: 'party', address: {} },
]

suite('tinydb', (test) => {
  for (const { layout, address } of layouts) {
    test(`TinyDB 4.7.1 reads and changes what was written in the layout '${layout}'`, async () => {
      await withPython(`TinyDB in the layout '${layout}'`, async (python) => {
        const rows = ['NODE_a', 'NODE_b', 'NODE_c'].map((partyId) => ({
          certificate: 'old',
          party_id: partyId,
          component: 'RESEARCHER',
          ...address,
        }))
        const before = await makeWithTinyDb(python, { Datasets: DATASETS, Certificates: rows, TrainingPlans: [] })
        const put = aPut('NODE_b', { certificatePem: PEM })
        const added = aPut('RESEARCHER_x', { certificatePem: PEM })

        const use = await useWithTinyDb(python, before, layout, [put, added, aDelete('NODE_a')])

        const common = { certificate: PEM, ...address }
        assert.equal(use.had, ['NODE_a', 'NODE_b', 'NODE_c'])
        assert.equal(use.seen, ['NODE_b', 'NODE_c', 'RESEARCHER_x'])
        assert.equal(use.got, [
          { id: 2, fields: inOrder({ ...common, party_id: 'NODE_b', component: 'NODE' }) },
          { id: 4, fields: inOrder({ ...common, party_id: 'RESEARCHER_x', component: 'RESEARCHER' }) },
          null,
          { id: 3, fields: inOrder({ ...common, certificate: 'old', party_id: 'NODE_c', component: 'RESEARCHER' }) },
        ])
        assert.is(use.inserted.id, 5)
        assert.equal(
          use.upserted.fields,
          inOrder({ ...common, certificate: 'upserted', party_id: 'NODE_b', component: 'NODE' }),
        )
        assert.equal(use.left, ['NODE_b', 'RESEARCHER_x', 'NODE_inserted'])
        assert.ok(use.othersKept)
      })
    })
  }

  test('TinyDB 4.7.1 reads what was written into a registry without a byte', async () => {
    await withPython('TinyDB on an empty registry', async (python) => {
      const use = await useWithTinyDb(python, Buffer.alloc(0), 'party', [aPut('NODE_b'), aPut('NODE_c')])

      assert.equal(use.had, [])
      assert.equal(use.seen, ['NODE_b', 'NODE_c'])
      assert.is(use.inserted.id, 3)
    })
  })

  test('TinyDB 4.7.1 writes the same bytes for the same rows', async () => {
    await withPython('the bytes that TinyDB writes', async (python) => {
      const before = await makeWithTinyDb(python, { Datasets: DATASETS })
      const row = { certificate: PEM, party_id: 'NODE_b', component: 'NODE', ip: '10.221.0.9', port: 14001 }
      const expected = await makeWithTinyDb(python, { Datasets: DATASETS, Certificates: [row] })

      const after = spliceRegistry(scanWhole(before), 'address', [aPut('NODE_b', { certificatePem: PEM })])

      assert.is(after.toString(), expected.toString())
    })
  })

  test('TinyDB 4.7.1 would write the same bytes for a row that was converted', async () => {
    await withPython('the bytes that TinyDB writes for a converted row', async (python) => {
      const row = { certificate: 'old', party_id: 'NODE_b', component: 'RESEARCHER', ip: '10.221.0.9', port: 14001 }
      const before = await makeWithTinyDb(python, { Datasets: DATASETS, Certificates: [row] })
      const converted = { certificate: PEM, component_id: 'NODE_b' }
      const expected = await makeWithTinyDb(python, { Datasets: DATASETS, Certificates: [converted] })

      const after = spliceRegistry(scanWhole(before), 'component', [aPut('NODE_b', { certificatePem: PEM })])

      assert.is(after.toString().trimEnd(), expected.toString())
      assert.is(after.length, Math.max(before.length, expected.length))
    })
  })
})

/** Lists the fields of a row as Fed-BioMed orders them. */
function inOrder(row: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  const names = ['certificate', 'party_id', 'component', 'ip', 'port']
  return names.filter((name) => name in row).map((name) => [name, row[name]] as const)
}

async function makeWithTinyDb(python: Python, tables: Readonly<Record<string, readonly unknown[]>>): Promise<Buffer> {
  return Buffer.from((await python.ask('use_tinydb.py', { tables })) as string, 'base64')
}

async function useWithTinyDb(
  python: Python,
  before: Buffer,
  layout: LayoutName,
  edits: readonly RowEdit[],
): Promise<Use> {
  const after = spliceRegistry(scanWhole(before), layout, edits)
  const parties = [...edits.map(({ partyId }) => partyId), 'NODE_c']
  const question = { before: before.toString('base64'), after: after.toString('base64'), parties }
  return (await python.ask('use_tinydb.py', question)) as Use
}
