import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { parseArguments } from '../../src/command-line/arguments.ts'
import { FLAGS } from '../../src/command-line/flags.ts'
import { parsePlainArguments } from '../../src/command-line/plain-arguments.ts'
import { COMMANDS } from '../../src/command-line/table.ts'
import { FederationError } from '../../src/errors.ts'
import { suite } from '../helpers/suite.ts'

const words = Object.values(FLAGS).map(({ syntax }) => syntax.replace(/ .*/, ''))
const anyWord = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  { weight: 3, arbitrary: fc.constantFrom('x', 'json', 'apply', '/fbm-node', 'NODE_a') },
  { weight: 2, arbitrary: fc.constantFrom(...words).map((word) => `${word}=json`) },
  { weight: 1, arbitrary: fc.constantFrom('', '-', '--', '-h', '--help', '--no-offline', '-o', '--format=', 'help') },
)
const anyCommandLine = fc
  .tuple(fc.constantFrom(...Object.keys(COMMANDS)), fc.array(anyWord, { maxLength: 5 }))
  .map(([name, rest]) => [name, ...rest])

suite('the plain command line', (test) => {
  test('is never understood otherwise than any other', () => {
    let understood = 0
    fc.assert(
      fc.property(anyCommandLine, (argv) => {
        const plain = answerOf(() => parsePlainArguments(argv, {}))
        if (plain === undefined) return
        understood += 1
        assert.equal(
          plain,
          answerOf(() => parseArguments(argv, {})),
        )
      }),
      { numRuns: 2000 },
    )
    assert.ok(understood > 200, `Only ${understood} of 2000 were understood.`)
  })

  for (const argv of [
    [],
    ['help'],
    ['plam'],
    ['plan', '--help'],
    ['plan', '--', 'x'],
    ['deny'],
    ['plan', 'x'],
    ['plan', '--config', 'a', '--config', 'b'],
  ]) {
    test(`leaves '${argv.join(' ')}' to the other`, () => {
      assert.is(parsePlainArguments(argv, {}), undefined)
    })
  }

  test('takes what containers start every minute', () => {
    const argv = ['reconcile', '--component', '/fbm-node', '--federation', '/federation', '--adopt=NODE_a']
    const { options } = parsePlainArguments(argv, { FBM_GITOPS_FORMAT: 'json' }) ?? {}

    assert.equal([options?.component, options?.adopt, options?.format], ['/fbm-node', ['NODE_a'], 'json'])
  })
})

/** What is understood, or the message of what is refused. */
function answerOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    if (error instanceof FederationError) return error.message
    throw error
  }
}
