import * as assert from 'uvu/assert'
import { COMMAND_LINES, isDeleteQuestion, parseDeleteList } from '../../src/fedbiomed/command-lines.ts'
import { suite } from '../helpers/suite.ts'

const REGISTRATION = { certificateFile: '/c.pem', partyId: 'NODE_b', address: { ip: '10.221.0.3', port: 14001 } }
const LIST = 'Select the certificate to delete:\n1) NODE_b\n2) RESEARCHER_r\nSelect: '

suite("the command lines of Fed-BioMed's families", (test) => {
  const words = [
    { name: 'script-address', expected: ['-pk', '/c.pem', '-pi', 'NODE_b', '--ip', '10.221.0.3', '--port', '14001'] },
    { name: 'script', expected: ['-pk', '/c.pem', '-pi', 'NODE_b'] },
    { name: 'program', expected: ['-pk', '/c.pem', '-pi', 'NODE_b'] },
    { name: 'program-identity', expected: ['-pk', '/c.pem', '-ci', 'NODE_b'] },
  ] as const
  for (const { name, expected } of words) {
    test(`register a party: ${name}`, () => {
      assert.equal(COMMAND_LINES[name].register(REGISTRATION), expected)
    })
  }

  test('select the component by its directory, or by variables of the role', () => {
    const subject = { role: 'researcher', directory: '/fbm', configurationName: 'config_r2.ini' } as const

    assert.equal(COMMAND_LINES.program.select(subject), ['researcher', '--path', '/fbm'])
    assert.equal(COMMAND_LINES.program.environment(subject), {})
    assert.equal(COMMAND_LINES.script.select(subject), ['researcher'])
    assert.equal(COMMAND_LINES.script.environment(subject), {
      CONFIG_FILE: 'config_r2.ini',
      RESEARCHER_CONFIG_FILE: 'config_r2.ini',
    })
  })

  test('write the role by the case of the prefix, as every version does', () => {
    assert.is(COMMAND_LINES.script.writtenRole('node_b'), 'node')
    assert.is(COMMAND_LINES.script.writtenRole('NODE_b'), 'researcher')
  })

  test('ask which party to delete, in colours or without', () => {
    const colourful = `\n# \u001b[1;32mUsing component located at:\u001b[0m #\n${LIST}`

    assert.ok(isDeleteQuestion(LIST))
    assert.ok(isDeleteQuestion(colourful))
    assert.equal(parseDeleteList(colourful), ['NODE_b', 'RESEARCHER_r'])
  })

  test('have asked nothing before the question is whole', () => {
    for (const text of ['', LIST.slice(0, -3), `${LIST}\nSelect another`]) assert.not(isDeleteQuestion(text), text)
  })

  test('list nothing that can be relied on where the numbers do not count from one', () => {
    assert.is(parseDeleteList('1) NODE_a\n3) NODE_b\nSelect: '), undefined)
    assert.is(parseDeleteList('2) NODE_a\n1) NODE_b\nSelect: '), undefined)
    assert.equal(parseDeleteList('Select the certificate to delete:\nSelect: '), [])
  })
})
