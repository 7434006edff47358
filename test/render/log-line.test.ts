import * as assert from 'uvu/assert'
import { renderLogLine } from '../../src/render/log-line.ts'
import { NOW } from '../helpers/builders.ts'
import { suite } from '../helpers/suite.ts'

suite('a line of the log as text', (test) => {
  test('has time, level, message and pairs', () => {
    const fields = { component: 'NODE_a', exitCode: 0, party: undefined, isFine: true }

    assert.is(
      renderLogLine({ level: 'info', message: 'pass', fields }, NOW),
      '2026-11-01T00:00:00.000Z INFO  pass component=NODE_a exitCode=0 isFine=true\n',
    )
  })

  test('quotes what is no single word, and shows nothing raw', () => {
    const values = ['two words', 'a="b"', 'back\\slash', 'line\nINFO  forged', '\u001b[31m', '\u202e', '\u2028', '']

    const line = renderLogLine({ level: 'warn', message: 'x', fields: Object.fromEntries(values.entries()) }, NOW)

    assert.is(
      line.slice(33),
      '0="two words" 1="a=\\"b\\"" 2="back\\\\slash" 3="line\\u{a}INFO  forged" 4="\\u{1b}[31m" 5="\\u{202e}" 6="\\u{2028}" 7=""\n',
    )
  })
})
