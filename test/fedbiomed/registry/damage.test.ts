import * as assert from 'uvu/assert'
import { findDamage } from '../../../src/fedbiomed/registry/damage.ts'
import { scanRegistry, type RegistryImage } from '../../../src/fedbiomed/registry/scan.ts'
import { suite } from '../../helpers/suite.ts'

const ROW = '{"certificate": "x", "party_id": "NODE_a"}'

suite('damage of a registry', (test) => {
  const same: readonly { readonly what: string; readonly before: string; readonly after: string }[] = [
    { what: 'other white space', before: '{"T": {"1": [1, {"a": 2}]}}', after: '{ "T":{"1":[1,{"a":2}]} }' },
    { what: 'other escapes', before: '{"T": {"1": "caf\\u00e9"}}', after: '{"T": {"1": "café"}}' },
    {
      what: 'another order of names',
      before: '{"T": {"1": {"a": 1, "b": 2}}}',
      after: '{"T": {"1": {"b": 2, "a": 1}}}',
    },
    { what: 'another order of rows', before: '{"T": {"1": 1, "2": 2}}', after: '{"T": {"2": 2, "1": 1}}' },
    { what: 'another spelling of a fraction', before: '{"T": {"1": 1e5}}', after: '{"T": {"1": 100000.0}}' },
    {
      what: 'numbers that are none',
      before: '{"T": {"1": [NaN, -Infinity]}}',
      after: '{"T": {"1": [NaN, -Infinity]}}',
    },
    { what: 'a row that was added', before: '{"T": {"1": 1}}', after: '{"T": {"1": 1, "2": 2}}' },
    { what: 'a table that was added', before: '{"T": {"1": 1}}', after: '{"T": {"1": 1}, "U": {}}' },
    { what: 'an empty table', before: '{"T": {}, "L": []}', after: '{"T": {}, "L": []}' },
    { what: 'the row of the party', before: `{"Certificates": {"1": ${ROW}}}`, after: '{"Certificates": {}}' },
    { what: 'a registry without a byte', before: '', after: '{"T": {"1": 1}}' },
  ]
  for (const { what, before, after } of same) {
    test(`is not ${what}`, () => {
      assert.equal(find(before, after), [])
    })
  }

  const damaged: readonly {
    readonly what: string
    readonly before: string
    readonly after: string
    readonly says: string
  }[] = [
    { what: 'a lost row', before: '{"T": {"1": 1}}', after: '{"T": {}}', says: 'row 1 of table T is gone' },
    { what: 'a lost table', before: '{"T": {"1": 1}}', after: '{}', says: 'row 1 of table T is gone' },
    {
      what: 'a value',
      before: '{"T": {"1": {"a": [1, 2]}}}',
      after: '{"T": {"1": {"a": [1, 3]}}}',
      says: 'row 1 of table T has changed',
    },
    {
      what: 'a large integer',
      before: '{"T": {"1": 123456789012345678901}}',
      after: '{"T": {"1": 123456789012345678902}}',
      says: 'row 1 of table T has changed',
    },
    {
      what: 'an integer that became a fraction',
      before: '{"T": {"1": 1}}',
      after: '{"T": {"1": 1.0}}',
      says: 'row 1 of table T has changed',
    },
    { what: 'what is no table', before: '{"L": [1, [2]]}', after: '{"L": [1, [3]]}', says: 'table L has changed' },
    {
      what: 'the row of another party',
      before: `{"Certificates": {"1": ${ROW.replace('_a', '_b')}}}`,
      after: `{"Certificates": {"1": ${ROW}}}`,
      says: 'row 1 of table Certificates is gone',
    },
  ]
  for (const { what, before, after, says } of damaged) {
    test(`is ${what}`, () => {
      assert.equal(find(before, after), [says])
    })
  }
})

function find(before: string, after: string): readonly string[] {
  return findDamage({ before: scan(before), after: scan(after), layout: 'party', partyId: 'NODE_a' })
}

function scan(text: string): RegistryImage {
  const image = scanRegistry(Buffer.from(text))
  if (image.kind === 'fault') throw new Error(`${text} does not scan.`)
  return image
}
