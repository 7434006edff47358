import * as assert from 'uvu/assert'
import { layOutPrompt } from '../../src/render/prompt.ts'
import { suite } from '../helpers/suite.ts'

suite('the layout of a question', (test) => {
  test('breaks between words, and keeps the space in which the answer begins', () => {
    assert.is(
      layOutPrompt('Which name has it, for example this one: ', 24),
      'Which name has it, for\nexample this one: ',
    )
  })

  test('keeps what explains a word in its column', () => {
    const text = 'Who registers whom:\n  party       everybody registers everybody\nThe profile: '

    const expected = 'Who registers whom:\n  party       everybody registers\n              everybody\nThe profile: '
    assert.is(layOutPrompt(text, 36), expected)
  })

  test('leaves a question as it is where the width is unknown', () => {
    for (const width of [undefined, 0]) assert.is(layOutPrompt('  a   b c: ', width), '  a   b c: ')
  })
})
