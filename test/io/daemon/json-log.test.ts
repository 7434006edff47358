import * as assert from 'uvu/assert'
import { openJsonLog } from '../../../src/io/daemon/json-log.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { makeFakeOutput } from '../../helpers/capture.ts'
import { makeFakeClock } from '../../helpers/fake-clock.ts'
import { suite } from '../../helpers/suite.ts'

suite('the log in JSON', (test) => {
  test('writes one object on each line, at once, and nothing raw', async () => {
    const lines: string[] = []
    const log = await openLog(lines, 'info')
    const hostile = '\u001b[31m\n\u0085\u202e\u2028\u{e0041}\ud800"'

    log({ level: 'warn', message: 'problem', fields: { party: hostile, count: 2, absent: undefined } })

    assert.is(lines.length, 1)
    assert.match(lines[0] ?? '', /^[\u0020-\u007e]*\n$/)
    assert.equal(JSON.parse(lines[0] ?? ''), {
      level: 'warn',
      time: '2026-11-01T00:00:00.000Z',
      party: hostile,
      count: 2,
      message: 'problem',
    })
  })

  test('leaves out what weighs less than was asked for', async () => {
    const lines: string[] = []
    const log = await openLog(lines, 'info')

    for (const level of ['debug', 'info', 'error'] as const) log({ level, message: level, fields: {} })

    assert.equal(
      lines.map((line) => (JSON.parse(line) as { readonly level: string }).level),
      ['info', 'error'],
    )
  })
})

function openLog(lines: string[], least: 'debug' | 'info'): ReturnType<typeof openJsonLog> {
  const stdout = makeFakeOutput((text) => lines.push(text))
  return openJsonLog({ ...realWorld(), clock: makeFakeClock(), stdout }, least)
}
