import * as assert from 'uvu/assert'
import { layOutColumns, wrapParts } from '../../src/render/columns.ts'
import { suite } from '../helpers/suite.ts'

const DETAIL = '10.221.0.4:14001   SHA256:09ab 13ff …   until 2031-02-03'
const LONG = 'a-hospital-of-a-name-that-is-sixty-characters-long-and-whole'

const line = (word: string, cells: readonly string[], detail: string) => {
  return { word, cells, detail, emphasis: (text: string) => `<${text}>` }
}

suite('columns', (test) => {
  test('line up in one line each where nobody knows the width, however long', () => {
    const lines = [line('register', ['b', 'NODE_b'], DETAIL), line('delete', [LONG, 'NODE_c'], '')]
    assert.equal(layOutColumns(lines, { indent: 2, width: undefined }), [
      [`  <register>  ${'b'.padEnd(60)}  NODE_b  ${DETAIL}`],
      [`  <delete>    ${LONG}  NODE_c`],
    ])
  })

  test('go on below in the column of what is broken, between its parts', () => {
    const lines = [line('register', ['hospital-b', 'NODE_7c1e2a90…'], DETAIL), line('delete', ['c', 'NODE_c'], 'x')]
    assert.equal(layOutColumns(lines, { indent: 2, width: 80 }), [
      [
        '  <register>  hospital-b  NODE_7c1e2a90…  10.221.0.4:14001   SHA256:09ab 13ff …',
        '                                        until 2031-02-03',
      ],
      ['  <delete>    c           NODE_c          x'],
    ])
  })

  test('stand below as a whole where there is too little room beside them', () => {
    const lines = [line('register', ['hospital-b', 'NODE_7c1e2a90…'], DETAIL)]
    assert.equal(layOutColumns(lines, { indent: 2, width: 60 }), [
      [
        '  <register>  hospital-b  NODE_7c1e2a90…',
        '            10.221.0.4:14001   SHA256:09ab 13ff …',
        '            until 2031-02-03',
      ],
    ])
  })

  test('are no wider for one long name, which is never cut', () => {
    const lines = [line('register', [LONG, 'NODE_7c1e2a90…'], DETAIL), line('register', ['b', 'NODE_b'], 'node')]
    assert.equal(layOutColumns(lines, { indent: 2, width: 80 }), [
      [
        `  <register>  ${LONG}`,
        '            NODE_7c1e2a90…   10.221.0.4:14001   SHA256:09ab 13ff …',
        '            until 2031-02-03',
      ],
      ['  <register>  b  NODE_b          node'],
    ])
  })
})

suite('the breaking between parts', (test) => {
  test('keeps a part whole that fits into a line, and breaks another one between its words', () => {
    assert.equal(wrapParts(DETAIL, 2, 36), ['  10.221.0.4:14001', '  SHA256:09ab 13ff …', '  until 2031-02-03'])
    assert.equal(wrapParts('one   two three four five six seven', 2, 24), [
      '  one',
      '  two three four five',
      '  six seven',
    ])
    assert.equal(wrapParts(DETAIL, 2, undefined), [`  ${DETAIL}`])
  })

  test('never breaks a fingerprint', () => {
    const text = 'had no valid certificate; now SHA256:09ab 13ff …, as was said'
    for (let width = 20; width < 70; width += 1)
      assert.ok(wrapParts(text, 0, width).some((part) => part.includes('SHA256:09ab 13ff …,')))
  })
})
