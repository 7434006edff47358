import * as assert from 'uvu/assert'
import { completeInvocation } from '../../../src/command-line/invocation.ts'
import type { Options } from '../../../src/command-line/options.ts'
import type { Given } from '../../../src/command-line/origin.ts'
import { repeatFlags, completeRemedies } from '../../../src/commands/support/repeat.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import { suite } from '../../helpers/suite.ts'

suite('what is repeated of a command line', (test) => {
  for (const { name, given, expected } of [
    { name: 'nothing that stands at its default', given: { component: '.', federation: './federation' }, expected: [] },
    {
      name: 'where component and federation are, quoted',
      given: { component: '/my node', config: 'a.ini', registry: 'r.json', federation: "it's", uncommitted: true },
      expected: [
        "--component '/my node'",
        '--config a.ini',
        '--registry r.json',
        "--federation 'it'\\''s'",
        '--uncommitted',
      ],
    },
    {
      name: 'each decision',
      given: {
        offline: true,
        adopt: ['a', 'b'],
        overwrite: ['c'],
        allowDelete: ['d'],
        allowReplace: ['e'],
        acceptHistory: 'f00',
      },
      expected: [
        '--offline',
        '--adopt a',
        '--adopt b',
        '--overwrite c',
        '--allow-delete d',
        '--allow-replace e',
        '--accept-history f00',
      ],
    },
    {
      name: 'who registers, each argument of the prefix by itself',
      given: { offline: true, registrar: 'cli', registrarPrefix: ['docker', 'exec', '-T', 'my node'] },
      expected: [
        '--offline',
        '--registrar cli',
        '--registrar-prefix docker',
        '--registrar-prefix exec',
        '--registrar-prefix=-T',
        "--registrar-prefix 'my node'",
      ],
    },
    { name: 'a value that looks like a flag', given: { component: '-x' }, expected: ['--component=-x'] },
    { name: 'neither digest, form nor file', given: { planDigest: 'x', format: 'json', output: 'y' }, expected: [] },
    { name: 'the opposite of only reporting', given: { mode: 'report' }, expected: ['--mode apply'] },
  ]) {
    test(name, () => {
      assert.equal(repeatFlags('reconcile', optionsFrom(given)), expected)
    })
  }

  test('only the flags that the other command has', () => {
    const options = optionsFrom({ component: '/node', federation: '/fed', adopt: ['a'], offline: true })

    assert.equal(repeatFlags('deny', options), ['--component /node'])
    assert.equal(repeatFlags('fingerprint', options), ['--component /node', '--federation /fed'])
    assert.equal(repeatFlags('validate', options), [])
  })

  test('takes the environment for typed', () => {
    const { options } = completeInvocation(
      { command: 'plan', argument: undefined, typed: {} },
      { FBM_GITOPS_COMPONENT: '/node' },
    )

    assert.equal(repeatFlags('reconcile', options), ['--component /node'])
  })
})

suite('the commands in remedies', (test) => {
  test('concern the component and the federation that were named', () => {
    const facts = { name: 'hospital-d', id: 'NODE_d', held: 'this', declared: 'that' }
    const options = optionsFrom({ component: '/node', federation: '/fed', adopt: ['NODE_e'] })

    const [problem] = completeRemedies([makeProblem('CONFLICTING', {}, facts)], options)

    assert.match(problem?.remedy ?? '', 'fbm-gitops fingerprint --component /node --federation /fed hospital-d')
    assert.match(
      problem?.remedy ?? '',
      'fbm-gitops reconcile --component /node --federation /fed --adopt NODE_e --adopt NODE_d',
    )
  })

  test('repeat no decision that they name themselves', () => {
    const brake = makeProblem('BRAKE_DELETIONS', {}, { count: 2, flags: '--allow-delete NODE_a --allow-delete NODE_b' })

    const [problem] = completeRemedies([brake], optionsFrom({ allowDelete: ['NODE_a'], adopt: ['NODE_c'] }))

    assert.match(
      problem?.remedy ?? '',
      /fbm-gitops reconcile --adopt NODE_c --allow-delete NODE_a --allow-delete NODE_b$/,
    )
  })

  test('stay as they are where they are for another place', () => {
    const problem = makeProblem('KEY_NOT_COMPARED', {}, { id: 'NODE_a' })

    const [completed] = completeRemedies([problem], optionsFrom({ component: '/node', federation: '/fed' }))

    assert.equal(completed, problem)
    assert.match(problem.remedy, /fbm-gitops fingerprint --component DIR`.*fbm-gitops publish --component DIR …/)
  })

  test('stay as they are where nothing was typed', () => {
    const problem = makeProblem('SELF_LEFT', {}, { name: 'a', id: 'NODE_a' })

    assert.equal(completeRemedies([problem], optionsFrom({})), [problem])
  })
})

function optionsFrom(typed: Given): Options {
  return completeInvocation({ command: 'reconcile', argument: undefined, typed }, {}).options
}
