import * as assert from 'uvu/assert'
import { assertSpliced } from '../../../src/fedbiomed/registry/check.ts'
import type { RowEdit } from '../../../src/fedbiomed/registry/edit.ts'
import { spliceRegistry } from '../../../src/fedbiomed/registry/splice.ts'
import { aDelete, aPut, scanWhole } from '../../helpers/registries.ts'
import { suite } from '../../helpers/suite.ts'

const ROW_B = '"2": {"certificate": "PEM", "party_id": "NODE_b", "component": "NODE", "note": [1]}'
const BEFORE = `{"Datasets": {"1": 1.0}, "Certificates": {"1": {"party_id": "NODE_a"}, ${ROW_B}, "3": {"party_id": "NODE_c"}}, "Z": {}}`
const EDITS: readonly RowEdit[] = [
  aPut('NODE_b', { certificatePem: 'NEW' }),
  aPut('NODE_d', { certificatePem: 'NEW' }),
  aDelete('NODE_c'),
]
const GOOD = spliceRegistry(scanWhole(BEFORE), 'party', EDITS).toString()

const bad: readonly {
  readonly name: string
  readonly find: string
  readonly replace: string
  readonly reason: string
}[] = [
  { name: 'that do not scan', find: '"Z": {}}', replace: '"Z": {}', reason: 'it has the fault REGISTRY_TORN' },
  {
    name: 'with another row of the same id',
    find: '"4"',
    replace: '"1"',
    reason: 'it has the fault REGISTRY_ROW_TWICE',
  },
  { name: 'with another table before', find: '1.0', replace: '1.1', reason: 'bytes outside the table differ' },
  { name: 'with another table behind', find: '"Z": {}', replace: '"Z": 10', reason: 'bytes outside the table differ' },
  {
    name: 'without the table',
    find: '"Certificates"',
    replace: '"certificates"',
    reason: 'bytes outside the table differ',
  },
  {
    name: 'with another row of another party',
    find: '{"party_id": "NODE_a"}',
    replace: '{"party_id":"NODE_a" }',
    reason: 'row 1, of another party, differs',
  },
  {
    name: 'with another document id of another party',
    find: '"1": {"party_id"',
    replace: '"5": {"party_id"',
    reason: 'row 1, of another party, differs',
  },
  {
    name: 'without a row of another party',
    find: '"1": {"party_id": "NODE_a"}, ',
    replace: '',
    reason: 'rows of other parties were added or lost',
  },
  {
    name: 'with a row that nobody asked for',
    find: '"1": {"party_id": "NODE_a"}',
    replace: '"1": {"party_id": "NODE_a"}, "9": {}',
    reason: 'rows of other parties were added or lost',
  },
  {
    name: 'with another certificate',
    find: '"NEW"',
    replace: '"NEv"',
    reason: 'the row of NODE_b does not hold what was put',
  },
  {
    name: 'with another component',
    find: '"component": "NODE"}',
    replace: '"component": "NODe"}',
    reason: 'the row of NODE_d does not hold what was put',
  },
  {
    name: 'with a document id of ours that changed',
    find: '"2": {',
    replace: '"8": {',
    reason: 'the row of NODE_b has another document id',
  },
  {
    name: 'with an unknown field that changed',
    find: '[1]',
    replace: '[2]',
    reason: 'the row of NODE_b lost or gained a field, or their order',
  },
  {
    name: 'without an unknown field',
    find: ', "note": [1]',
    replace: '',
    reason: 'the row of NODE_b lost or gained a field, or their order',
  },
  {
    name: 'with a field that nobody asked for in a row of ours',
    find: '"note": [1]',
    replace: '"note": [1], "ip": "1.2.3.4"',
    reason: 'the row of NODE_b lost or gained a field, or their order',
  },
  {
    name: 'with a field that nobody asked for in a new row',
    find: '"component": "NODE"}}',
    replace: '"component": "NODE", "ip": "1.2.3.4"}}',
    reason: 'the row of NODE_d lost or gained a field, or their order',
  },
  {
    name: 'without a row that was added',
    find: /, "4": \{[^}]*\}/.exec(GOOD)?.[0] ?? '',
    replace: '',
    reason: 'the row of NODE_d is absent',
  },
  {
    name: 'with a row that was added twice',
    find: '"4": {',
    replace: '"5": {"party_id": "NODE_d"}, "4": {',
    reason: 'the row of NODE_d is there twice',
  },
  {
    name: 'with a row that was to be deleted',
    find: '"4": {',
    replace: '"3": {"party_id": "NODE_c"}, "4": {',
    reason: 'the row of NODE_c was not deleted',
  },
]

suite('check', (test) => {
  test('finds no fault with what the splice makes', () => {
    assert.is(check(BEFORE, GOOD, EDITS), undefined)
  })

  for (const [name, before, edits] of [
    ['a file without a byte', '', [aPut('NODE_a')]],
    ['a registry without tables', '{ }\n', [aPut('NODE_a')]],
    ['a registry without the table', '{"A": 1}', [aPut('NODE_a')]],
    ['nothing to be done', '{"A": 1}\n', []],
    ['a last row that is deleted', '{"Certificates": {"1": {"party_id": "a"}}}', [aDelete('a')]],
  ] as const) {
    test(`finds no fault after a splice of ${name}`, () => {
      const after = spliceRegistry(scanWhole(before), 'address', edits)

      assert.is(assertSpliced(scanWhole(before), after, { layout: 'address', edits }), undefined)
    })
  }

  for (const { name, find, replace, reason } of bad) {
    test(`refuses bytes ${name}`, () => {
      assert.ok(find !== '' && GOOD.includes(find))

      assert.is(check(BEFORE, GOOD.replace(find, replace).padEnd(BEFORE.length), EDITS), reason)
    })
  }

  test('refuses bytes that are shorter', () => {
    assert.is(check('{}   ', '{}', []), 'it is shorter than the registry')
  })

  test('refuses a table that nobody asked for', () => {
    assert.is(check('', '{"Certificates": {}}', []), 'bytes outside the table differ')
    assert.is(check('{"A": 1}', '{"A": 1, "Certificates": {}}', []), 'bytes outside the table differ')
  })

  test('is a failure of the program, and says that nothing was changed', () => {
    const problem = assertSpliced(scanWhole('{}'), Buffer.from('[]'), { layout: 'party', edits: [] })

    assert.equal([problem?.code, problem?.severity, problem?.exitCode], ['REGISTRY_SPLICE', 'error', 1])
    assert.match(problem?.remedy ?? '', /^Nothing was changed/)
  })
})

/** Gives the reason for which a splice is refused. */
function check(before: string, after: string, edits: readonly RowEdit[]): string | undefined {
  const problem = assertSpliced(scanWhole(before), Buffer.from(after), { layout: 'party', edits })
  return problem?.message.split(': ').slice(1).join(': ').slice(0, -1)
}
