import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { ComponentTreePaths } from '../../src/demo/component-tree.ts'
import { BASE_IDS, layOutBaseComponent, writeBaseFederation } from './bad-base.ts'
import { applyBadCase, type FilesCase } from './bad-case.ts'
import { findJournals, judgeRun, judgeText, readRegistered, recordRegistry } from './bad-verdict.ts'
import { withDirectory } from './directory.ts'
import { runProgram } from './program.ts'

/** Lays out a case whose federation is files, and judges what `validate` and `reconcile` make of it. */
export function judgeFiles(bad: FilesCase): Promise<void> {
  return withDirectory({}, async (root) => {
    const directory = join(root, 'federation')
    await writeBaseFederation(directory)
    const tree = await layOutBaseComponent(join(root, 'component'))
    if (bad.afterReconcile === true) await reconcileFirst(root, tree)
    await applyBadCase(bad, directory, tree)

    await judgeValidate(bad, root)
    await judgeReconcile(bad, root, tree)
  })
}

async function judgeValidate({ expect: { validate } }: FilesCase, root: string): Promise<void> {
  const [json, text] = await Promise.all([
    runProgram(['validate', 'federation', '--format', 'json'], root),
    runProgram(['validate', 'federation'], root),
  ])
  const problems = judgeRun(json, validate)
  judgeText(
    text,
    validate.exit,
    problems.map(({ code }) => code),
  )
}

async function judgeReconcile(bad: FilesCase, root: string, tree: ComponentTreePaths): Promise<void> {
  const before = recordRegistry(tree)

  const run = await runProgram([...reconcileOf(tree), '--format', 'json'], root)

  const { reconcile } = bad.expect
  judgeRun(run, reconcile)
  assert.equal(findJournals(dirname(tree.registryFile)), [], 'a journal was left')
  if (reconcile.registered === undefined) assert.equal(recordRegistry(tree), before, 'the registry was touched')
  else assert.equal(readRegistered(tree), reconcile.registered.map((name) => BASE_IDS[name]).sort())
}

async function reconcileFirst(root: string, tree: ComponentTreePaths): Promise<void> {
  const { exitCode, stderr } = await runProgram(reconcileOf(tree), root)
  assert.is(exitCode, 0, stderr.toString())
}

function reconcileOf({ directory }: ComponentTreePaths): readonly string[] {
  return ['reconcile', '--component', directory, '--federation', 'federation', '--offline']
}
