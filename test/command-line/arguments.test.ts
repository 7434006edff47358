import * as assert from 'uvu/assert'
import { parseArguments } from '../../src/command-line/arguments.ts'
import type { Invocation } from '../../src/command-line/invocation.ts'
import type { Problem } from '../../src/domain/problem.ts'
import { FederationError } from '../../src/errors.ts'
import { suite } from '../helpers/suite.ts'

const BAD: readonly { readonly argv: readonly string[]; readonly says: string }[] = [
  { argv: ['plam'], says: "unknown command 'plam' (Did you mean plan?)" },
  { argv: ['plan', '--componnet', 'x'], says: "unknown option '--componnet' (Did you mean --component?)" },
  { argv: ['plan', '--component'], says: "option '--component <dir>' argument missing" },
  { argv: ['plan', '--offline'], says: "unknown option '--offline'" },
  { argv: ['plan', 'x'], says: 'too many arguments' },
  { argv: ['deny'], says: "missing required argument 'id'" },
  { argv: ['reconcile', '--mode', 'dry'], says: '--mode must be one of report, apply' },
  { argv: ['status', '--component', 'a', '--component', 'b'], says: '--component is given twice' },
  { argv: ['plan', '--format', 'yaml'], says: '--format must be one of text, json' },
]

suite('the command line', (test) => {
  for (const { argv, says } of BAD) {
    test(`refuses '${argv.join(' ')}'`, () => {
      const problem = refusalOf(argv)

      assert.is(problem?.code, 'USAGE')
      assert.is(problem?.exitCode, 64)
      assert.match(problem?.message ?? '', says)
    })
  }

  test('tells whoever types --json what it is called here', () => {
    assert.is(refusalOf(['plan', '--json'])?.remedy, 'Write: --format json')
    assert.is(refusalOf(['watch', '--json'])?.remedy, 'Write: --log-format json')
    assert.match(refusalOf(['demo', '--json'])?.remedy ?? '', '--help')
  })

  test('takes repeated flags in their order', () => {
    const { options } = parse(['reconcile', '--adopt', 'a', '--adopt', 'b', '--allow-delete', 'c'])

    assert.equal(options.adopt, ['a', 'b'])
    assert.equal(options.allowDelete, ['c'])
  })

  test('takes a flag that says the same twice', () => {
    assert.is(parse(['plan', '--component', 'a', '--component=a']).options.component, 'a')
  })

  test('prefers a flag to its variable, and a variable to the default', () => {
    const env = { FBM_GITOPS_COMPONENT: '/from/variable', FBM_GITOPS_FEDERATION: '/federation' }

    assert.is(parse(['plan', '--component', '/from/flag'], env).options.component, '/from/flag')
    assert.is(parse(['plan'], env).options.component, '/from/variable')
    assert.is(parse(['plan'], env).options.federation, '/federation')
    assert.is(parse(['plan']).options.component, '.')
  })

  test('takes an empty variable for none', () => {
    assert.is(parse(['plan'], { FBM_GITOPS_COMPONENT: '' }).options.component, '.')
  })

  test('checks what a variable says like a flag', () => {
    assert.is(refusalOf(['reconcile'], { FBM_GITOPS_MODE: 'dry' })?.code, 'USAGE')
  })

  test('never lets a variable decide about a party', () => {
    assert.equal(parse(['reconcile'], { FBM_GITOPS_ADOPT: 'NODE_a', FBM_GITOPS_OVERWRITE: 'NODE_a' }).options.adopt, [])
  })

  test('keeps the argument of a command apart from its flags', () => {
    assert.is(parse(['explain', '--format', 'json', 'hospital-a']).argument, 'hospital-a')
  })

  test('gives help where it is asked for', () => {
    for (const argv of [['--help'], ['help'], ['help', 'plan'], ['plan', '--help']]) {
      const parsed = parseArguments(argv, {})
      assert.ok('help' in parsed && parsed.help.startsWith('Usage: fbm-gitops'), argv.join(' '))
    }
  })
})

function parse(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Invocation {
  const parsed = parseArguments(argv, env)
  if ('help' in parsed) throw new Error(parsed.help)
  return parsed
}

function refusalOf(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Problem | undefined {
  try {
    parseArguments(argv, env)
    return undefined
  } catch (error) {
    if (error instanceof FederationError) return error.problems[0]
    throw error
  }
}
