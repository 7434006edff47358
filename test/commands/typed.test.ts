import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { locateState } from '../../src/io/state/state-directory.ts'
import { capture } from '../helpers/capture.ts'
import { manifestOf, MEMBERS, withFederation, type TestFederation } from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'

suite('the commands that are printed', (test) => {
  test('apply exactly the plan that was shown, with the decisions that made it', () =>
    withEdited(async ({ locate }, text) => {
      const { stdout } = await capture(['plan', ...locate('a'), '--overwrite', MEMBERS.b.id])

      const { exitCode, stderr } = await type(stdout, /^Apply exactly this: fbm-gitops (reconcile .*)$/m)

      assert.is(exitCode, 0, stderr)
      assert.match(text(), '10.221.0.4')
    }))

  test('enforce the declaration for a party that was edited', () =>
    withEdited(async ({ locate }, text) => {
      const { stdout } = await capture(['plan', ...locate('a')])

      const { exitCode, stderr } = await type(stdout, /fbm-gitops (reconcile .*--overwrite .*)$/m)

      assert.is(exitCode, 0, stderr)
      assert.match(text(), '10.221.0.4')
    }))

  test('lift the brake', () =>
    withFederation(async ({ locate, repository, trees }) => {
      await capture(['reconcile', ...locate('a'), '--offline'])
      const moved = manifestOf().replace('10.222.0.2', '10.222.0.9')
      repository.write({ 'federation/federation.yaml': moved })
      await repository.commit('The researcher moves')
      const { exitCode, stdout, stderr } = await capture(['reconcile', ...locate('a'), '--offline'])
      assert.is(exitCode, 20)

      const lifted = await type(stdout + stderr, /If it is right: fbm-gitops (reconcile .*)$/m, [])

      assert.is(lifted.exitCode, 0, lifted.stderr)
      assert.match(readFileSync(trees.a.registryFile, 'utf8'), '10.222.0.9')
    }))

  test('cannot ask for two ways of writing at once', () =>
    withFederation(async ({ locate }) => {
      const { exitCode, stderr } = await capture(['reconcile', ...locate('a'), '--offline', '--freeze'])

      assert.is(exitCode, 64)
      assert.match(stderr, '--offline and --freeze contradict each other')
    }))

  test('name the component also where a command failed', () =>
    withFederation(async ({ locate, trees }) => {
      const [, directory = ''] = locate('a')

      const { exitCode, stderr } = await capture(['deny', MEMBERS.a.id, '--component', directory])
      assert.is(exitCode, 64)
      await type(stderr, /fbm-gitops (leave .*)$/m)

      assert.match(readFileSync(locateState(trees.a.registryFile).denied, 'utf8'), MEMBERS.a.id)
    }))
})

/** Types the command that a text names, for a component that is stopped. */
function type(text: string, command: RegExp, more: readonly string[] = ['--offline']): ReturnType<typeof capture> {
  const typed = command.exec(text)?.[1]
  if (typed === undefined) throw new Error(`No such command in: ${text}`)
  return capture([...typed.split(' '), ...more])
}

async function withEdited(body: (federation: TestFederation, text: () => string) => Promise<void>): Promise<void> {
  await withFederation(async (federation) => {
    await capture(['reconcile', ...federation.locate('a'), '--offline'])
    const registry = federation.trees.a.registryFile
    const text = (): string => readFileSync(registry, 'utf8')
    writeFileSync(registry, text().replace('10.221.0.4', '10.221.0.9'))
    await body(federation, text)
  })
}
