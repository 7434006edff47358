import * as assert from 'uvu/assert'
import type { LayoutName } from '../../../src/domain/layout.ts'
import type { RowEdit } from '../../../src/fedbiomed/registry/edit.ts'
import { spliceRegistry } from '../../../src/fedbiomed/registry/splice.ts'
import { aDelete, aPut, scanWhole } from '../../helpers/registries.ts'
import { suite } from '../../helpers/suite.ts'

interface Case {
  readonly name: string
  readonly before: string
  readonly layout?: LayoutName
  readonly edits: readonly RowEdit[]
  readonly after: string
}

const put = (partyId: string, certificatePem = 'PEM\n'): RowEdit => aPut(partyId, { certificatePem })
const party = (name: string): string => `{"party_id": "${name}"}`
const fields = (name: string): string => `{"certificate": "PEM\\n", "party_id": "${name}", "component": "NODE"}`
const THREE = `{"Certificates": {"1": ${party('a')}, "2": ${party('b')}, "3": ${party('c')}}}`

const cases: readonly Case[] = [
  {
    name: 'makes a whole registry of a file without a byte',
    before: '',
    edits: [put('NODE_a')],
    after: `{"Certificates": {"1": ${fields('NODE_a')}}}`,
  },
  {
    name: 'adds the table to a registry without tables',
    before: '{}',
    edits: [put('NODE_a')],
    after: `{"Certificates": {"1": ${fields('NODE_a')}}}`,
  },
  {
    name: 'adds the table behind the others',
    before: '{"Datasets": {"1": {"x": NaN}}}',
    edits: [put('NODE_a')],
    after: `{"Datasets": {"1": {"x": NaN}}, "Certificates": {"1": ${fields('NODE_a')}}}`,
  },
  {
    name: 'adds a row to an empty table',
    before: '{"Certificates": {}, "Datasets": {}}',
    edits: [put('NODE_a')],
    after: `{"Certificates": {"1": ${fields('NODE_a')}}, "Datasets": {}}`,
  },
  {
    name: 'writes an address where the layout has one, with the port as a number',
    before: '{}',
    layout: 'address',
    edits: [put('RESEARCHER_r')],
    after:
      '{"Certificates": {"1": {"certificate": "PEM\\n", "party_id": "RESEARCHER_r", "component": "RESEARCHER", "ip": "10.221.0.9", "port": 14001}}}',
  },
  {
    name: 'numbers new rows on from the highest document id, in the order of their party ids',
    before: `{"Certificates": {"9": ${party('a')}, "2": ${party('b')}}}`,
    edits: [put('NODE_z'), put('NODE_y')],
    after: `{"Certificates": {"9": ${party('a')}, "2": ${party('b')}, "10": ${fields('NODE_y')}, "11": ${fields('NODE_z')}}}`,
  },
  {
    name: 'numbers on beyond the integers of JavaScript',
    before: `{"Certificates": {"9007199254740993": ${party('a')}, "7": ${party('b')}}}`,
    edits: [put('NODE_z')],
    after: `{"Certificates": {"9007199254740993": ${party('a')}, "7": ${party('b')}, "9007199254740994": ${fields('NODE_z')}}}`,
  },
  {
    name: 'replaces a row in its place, keeping document id, key order and unknown fields',
    before: `{"Certificates": {"4": {"note": [1.0, "é"], "component": "RESEARCHER", "party_id": "NODE_a", "certificate": "old"}}}`,
    edits: [put('NODE_a')],
    after: `{"Certificates": {"4": {"note": [1.0, "é"], "component": "NODE", "party_id": "NODE_a", "certificate": "PEM\\n"}}}    `,
  },
  {
    name: 'adds the fields that a row lacks behind its last one',
    before: `{"Certificates": {"4": { "party_id" : "NODE_a" , "note": 1 }}}`,
    layout: 'address',
    edits: [put('NODE_a')],
    after: `{"Certificates": {"4": { "party_id" : "NODE_a" , "note": 1, "certificate": "PEM\\n", "component": "NODE", "ip": "10.221.0.9", "port": 14001 }}}`,
  },
  {
    name: 'replaces a field wherever it stands in the row',
    before: `{"Certificates": {"4": {"component": 1, "party_id": "NODE_a", "certificate": "x", "component": "y"}}}`,
    edits: [put('NODE_a')],
    after: `{"Certificates": {"4": {"component": "NODE", "party_id": "NODE_a", "certificate": "PEM\\n", "component": "NODE"}}}`,
  },
  {
    name: 'leaves the address that an earlier family wrote in the layout without addresses',
    before: `{"Certificates": {"4": {"party_id": "NODE_a", "certificate": "x", "component": "NODE", "ip": "1.2.3.4", "port": "5"}}}`,
    edits: [put('NODE_a')],
    after: `{"Certificates": {"4": {"party_id": "NODE_a", "certificate": "PEM\\n", "component": "NODE", "ip": "1.2.3.4", "port": "5"}}}`,
  },
  {
    name: 'leaves a field that already means the same, however it is escaped',
    before: String.raw`{"Certificates": {"4": {"certificate": "P\u0045M\u000a", "party_id": "NODE\u005fa", "component": "NODE"}}}`,
    edits: [put('NODE_a')],
    after: String.raw`{"Certificates": {"4": {"certificate": "P\u0045M\u000a", "party_id": "NODE\u005fa", "component": "NODE"}}}`,
  },
  {
    name: 'turns a port that is a string of digits into a number',
    before:
      '{"Certificates": {"4": {"certificate": "PEM\\n", "party_id": "NODE_a", "component": "NODE", "ip": "10.221.0.9", "port": "14001"}}}',
    layout: 'address',
    edits: [put('NODE_a')],
    after:
      '{"Certificates": {"4": {"certificate": "PEM\\n", "party_id": "NODE_a", "component": "NODE", "ip": "10.221.0.9", "port": 14001}}}  ',
  },
  {
    name: 'writes everything beyond ASCII as Python does',
    before: '{}',
    edits: [put('NODE_a', 'é😀\u007f\u2028"\\/\b\f\n\r\t\u0001\ud800')],
    after: String.raw`{"Certificates": {"1": {"certificate": "\u00e9\ud83d\ude00\u007f\u2028\"\\/\b\f\n\r\t\u0001\ud800", "party_id": "NODE_a", "component": "NODE"}}}`,
  },
  ...(
    [
      ['the first row', ['a'], `"2": ${party('b')}, "3": ${party('c')}`],
      ['a row in the middle', ['b'], `"1": ${party('a')}, "3": ${party('c')}`],
      ['the last row', ['c'], `"1": ${party('a')}, "2": ${party('b')}`],
      ['the first two rows', ['b', 'a'], `"3": ${party('c')}`],
      ['the last two rows', ['b', 'c'], `"1": ${party('a')}`],
      ['all but the middle row', ['a', 'c'], `"2": ${party('b')}`],
      ['every row, and leaves an empty table', ['a', 'b', 'c'], ''],
    ] as const
  ).map(([name, parties, left]) => ({
    name: `deletes ${name}, and fills up with spaces`,
    before: THREE,
    edits: parties.map(aDelete),
    after: `{"Certificates": {${left}}}`.padEnd(THREE.length),
  })),
  {
    name: 'replaces every row by new ones',
    before: THREE,
    edits: [...['a', 'b', 'c'].map(aDelete), put('NODE_d')],
    after: `{"Certificates": {"4": ${fields('NODE_d')}}}`.padEnd(THREE.length),
  },
  {
    name: 'deletes, replaces and adds at once',
    before: THREE,
    edits: [aDelete('c'), put('NODE_d'), put('a', 'x')],
    after: `{"Certificates": {"1": {"party_id": "a", "certificate": "x", "component": "NODE"}, "2": ${party('b')}, "4": ${fields('NODE_d')}}}`,
  },
  { name: 'changes nothing without an edit', before: '{"A": 1}\n \n', edits: [], after: '{"A": 1}\n \n' },
  { name: 'deletes nothing from a file without a byte', before: '', edits: [aDelete('a')], after: '' },
  { name: 'deletes nothing where there is no table', before: '{}\n', edits: [aDelete('a')], after: '{}\n' },
  { name: 'deletes nothing where there is no such row', before: THREE, edits: [aDelete('d')], after: THREE },
  {
    name: 'consumes the white space behind the end only as far as it must',
    before: `{"Certificates": {}}${' '.repeat(80)}\n`,
    edits: [put('NODE_a')],
    after: `{"Certificates": {"1": ${fields('NODE_a')}}}`.padEnd(100) + '\n',
  },
  {
    name: 'writes the id of the component where the layout has that',
    before: '{}',
    layout: 'component',
    edits: [put('NODE_a')],
    after: '{"Certificates": {"1": {"certificate": "PEM\\n", "component_id": "NODE_a"}}}',
  },
  {
    name: 'converts a row of the layout before, with its document id and what neither layout knows',
    before:
      '{"Certificates": {"7": {"x": NaN, "certificate": "old", "party_id": "NODE_a", "component": "RESEARCHER", "ip": "10.0.0.1", "port": 1, "y": [1]}}, "T": {}}',
    layout: 'component',
    edits: [put('NODE_a')],
    after:
      `{"Certificates": {"7": {"x": NaN, "certificate": "PEM\\n", "y": [1], "component_id": "NODE_a"}}, "T": {}}`.padEnd(
        154,
      ),
  },
  {
    name: 'deletes a row of the layout before, and leaves another as it is',
    before: '{"Certificates": {"1": {"party_id": "NODE_a"}, "2": {"party_id": "NODE_b"}}}',
    layout: 'component',
    edits: [aDelete('NODE_a')],
    after: '{"Certificates": {"2": {"party_id": "NODE_b"}}}'.padEnd(76),
  },
  {
    name: 'leaves rows that have no party id, or another of the same prefix, as they are',
    before: '{"Certificates": {"1": {}, "2": {"party_id": 1}, "3": {"party_id": "NODE_a2"}}}',
    edits: [aDelete('NODE_a')],
    after: '{"Certificates": {"1": {}, "2": {"party_id": 1}, "3": {"party_id": "NODE_a2"}}}',
  },
]

suite('splice', (test) => {
  for (const { name, before, layout = 'party', edits, after } of cases) {
    test(name, () => {
      assert.is(spliceRegistry(scanWhole(before), layout, edits).toString(), after)
    })
  }

  test('touches neither of two rows of one party', () => {
    const image = scanWhole(`{"Certificates": {"1": ${party('a')}, "2": ${party('a')}}}`)

    assert.throws(() => spliceRegistry(image, 'party', [put('a')]), /two rows for a/)
    assert.throws(() => spliceRegistry(image, 'party', [aDelete('a')]), /two rows for a/)
  })

  test('refuses two edits of one party', () => {
    assert.throws(() => spliceRegistry(scanWhole(THREE), 'party', [put('a'), aDelete('a')]), /name one party/)
  })

  test('refuses a registration without the address that its layout needs', () => {
    const edit = aPut('NODE_a', { address: undefined })

    assert.throws(() => spliceRegistry(scanWhole('{}'), 'address', [edit]), /NODE_a has no address/)
  })
})
