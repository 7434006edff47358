import * as assert from 'uvu/assert'
import { renderStatuses } from '../../src/render/status.ts'
import { makePlainStyle } from '../../src/render/style.ts'
import { NOW } from '../helpers/builders.ts'
import { suite } from '../helpers/suite.ts'

const ID = 'RESEARCHER_f14f5a8e-3a78-4df3-b3c0-c1bd9afba8c6'
const REVISION = 'd65b89e'.padEnd(40, '0')

suite('a status in text', (test) => {
  test('has one line for each condition where that fits, and stays whole where nobody knows the width', () => {
    const whole = `  ExpiringSoon  false    NoCertificateEnds  for 1 hour at d65b89e\n`
    for (const width of [undefined, 80]) assert.match(render(width), `\n${whole}`)
    assert.match(render(undefined), `\nAt d65b89e “${SUBJECT}”, 1 hour ago.\n`)
    assert.match(render(80), `${ID}   ready\n`)
  })

  test('is broken at the width of a narrow terminal', () => {
    assert.match(render(60), '\n  ExpiringSoon  false    NoCertificateEnds\n    for 1 hour at d65b89e\n')
    assert.match(render(52), `${ID}\nready\n`)
    for (const width of [52, 60, 80])
      assert.equal(
        render(width)
          .split('\n')
          .filter((line) => line.length > width),
        [],
      )
  })
})

const SUBJECT = 'Let a hospital of a rather long name join the network, and take another key for the first one'

function render(width: number | undefined): string {
  const since = NOW - 3_600_000
  const conditions = [
    { type: 'Ready', status: 'true', reason: 'InSync', message: 'a', since, revision: REVISION },
    { type: 'ExpiringSoon', status: 'false', reason: 'NoCertificateEnds', message: 'b', since, revision: REVISION },
  ] as const
  const accepted = { id: REVISION, author: 'Ada', subject: SUBJECT, time: since }
  const shown = {
    directory: '/a',
    exitCode: 0,
    problems: [],
    reading: { id: ID, accepted, kept: undefined, conditions },
  } as const
  return renderStatuses([shown], NOW, makePlainStyle(width))
}
