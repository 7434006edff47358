import * as assert from 'uvu/assert'
import { parseBaseline } from '../../../src/domain/report/parse-baseline.ts'
import { suite } from '../../helpers/suite.ts'

const CONTEXT = { file: 'before.json', federation: 'oncology-network', scope: undefined }
const WHOLE = {
  schemaVersion: 1,
  command: 'report',
  federation: 'oncology-network',
  madeAt: '2026-01-01T00:00:00.000Z',
  findings: [],
}

suite('parseBaseline', (test) => {
  test('reads an earlier report, also one that does not say of whom it is', () => {
    const { file, federation } = CONTEXT
    const madeAt = Date.parse(WHOLE.madeAt)
    assert.equal(parse({}), { file, federation, madeAt, findings: [] })
    assert.equal(parse({ scope: { kind: 'federation' } }), { file, federation, madeAt, findings: [] })
  })

  for (const schemaVersion of [undefined, 0, -1, 1.5, '2', null]) {
    test(`calls no result newer whose version is ${JSON.stringify(schemaVersion)}`, () => {
      assert.is(parse({ schemaVersion }), 'it is no result of `report --format json`')
    })
  }

  test('tells a newer result from what is none', () => {
    assert.is(parse({ schemaVersion: 2 }), 'it was made by a newer fbm-gitops')
    assert.is(parse({ schemaVersion: 2, command: 'plan' }), 'it is no result of `report --format json`')
  })
})

function parse(changed: Readonly<Record<string, unknown>>): ReturnType<typeof parseBaseline> {
  return parseBaseline(JSON.stringify({ ...WHOLE, ...changed }), CONTEXT)
}
