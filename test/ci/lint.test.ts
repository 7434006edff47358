import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { holds } from '../ci-runner/expressions.ts'
import { EXAMPLE } from '../ci-runner/host.ts'
import { readAction, readWorkflow, type Step } from '../ci-runner/read-workflow.ts'
import { capture } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { suite } from '../helpers/suite.ts'

const ROOT = join(import.meta.dirname, '../..')
const workflows = [
  join(ROOT, '.github/workflows/federation.yml'),
  ...readdirSync(join(EXAMPLE, '.github/workflows')).map((name) => join(EXAMPLE, '.github/workflows', name)),
]

suite('workflows', (test) => {
  for (const file of workflows) {
    const { triggers, jobs } = readWorkflow(file)

    test(`${relative(ROOT, file)} pins what it uses, and lets no expression into a script`, () => {
      assert.is(Object.hasOwn(triggers, 'pull_request_target'), false)
      for (const { uses, steps } of jobs) {
        for (const what of [uses, ...steps.map((step) => step.uses)]) {
          if (what !== undefined && what !== './tool') assert.match(what, /@[0-9a-f]{40}$/)
        }
        steps.forEach(assertSafe)
      }
    })

    test(`${relative(ROOT, file)} lets nobody write who checks out`, () => {
      for (const { permissions, steps } of jobs) {
        const checkOuts = steps.filter((step) => step.uses?.startsWith('actions/checkout@'))
        if (checkOuts.length > 0) assert.equal(permissions, { contents: 'read' })
        for (const step of checkOuts) assert.is(step.with['persist-credentials'], 'false')
      }
    })
  }

  test('fail at a mode that was mistyped, where no job would be red otherwise', async () => {
    const { jobs } = readWorkflow(join(ROOT, '.github/workflows/federation.yml'))
    const running = (mode: string): readonly string[] =>
      jobs.filter((job) => holds(job.if, { contexts: { inputs: { mode } }, status: 'success' })).map(({ name }) => name)
    assert.equal(['check', 'report', 'chekc', ''].map(running), [['check'], ['report'], ['mode'], ['mode']])
    const [step] = jobs.find(({ name }) => name === 'mode')?.steps ?? []
    const { exitCode, stderr } = await execa('bash', ['-e', '-c', step?.run ?? ''], { reject: false })
    assert.is(exitCode, 1)
    assert.match(stderr, 'check or report')
  })

  test('action.yml lets no expression into a script', () => {
    readAction(join(ROOT, 'action.yml')).steps.forEach(assertSafe)
  })
})

suite('examples/federation-repo', (test) => {
  test('holds what init writes', () =>
    withDirectory({}, async (cwd) => {
      const charter = [
        '--federation-name',
        'cardiology-network',
        '--profile',
        'party',
        '--owner',
        '@example-org/coordinators',
      ]
      const { exitCode, stderr } = await capture(['init', 'federation', ...charter], { cwd })
      assert.is(exitCode, 0, stderr)
      const written = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((path) =>
        statSync(join(cwd, path)).isFile(),
      )
      assert.ok(written.length >= 7)
      for (const path of written) {
        const [ours, example] = [cwd, EXAMPLE].map((top) => readFileSync(join(top, path), 'utf8'))
        if (path.endsWith('federation.yaml'))
          assert.ok(example?.startsWith(ours?.split('\n# `researcher:`')[0] ?? 'x'), path)
        else assert.is(example, ours, path)
        assert.is(statSync(join(EXAMPLE, path)).mode & 0o111, statSync(join(cwd, path)).mode & 0o111, path)
      }
    }))
})

function assertSafe({ run = '', name }: Step): void {
  assert.not.match(run, '${{', name)
}
