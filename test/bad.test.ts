import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { readBadCases, type BadCase } from './helpers/bad-case.ts'
import { judgeFiles } from './helpers/bad-files.ts'
import { judgeRepository, layOutTrapped } from './helpers/bad-repository.ts'
import { withDirectory } from './helpers/directory.ts'
import { setTraps } from './helpers/hostile-repository.ts'
import { suite } from './helpers/suite.ts'

suite('bad inputs', (test) => {
  const cases = readBadCases()
  const judged = startAhead(cases.map((bad) => () => judge(bad)))
  for (const [index, bad] of cases.entries()) test(`${bad.name}: ${bad.title}`, () => judged(index))
})

suite('the traps in bad repositories', (test) => {
  for (const args of [['status'], ['ls-remote', 'ssh://host/path'], ['checkout', '--force', 'HEAD^']]) {
    test(`spring when somebody runs git ${args.join(' ')}, else they would prove nothing`, () =>
      withDirectory({}, async (root) => {
        const repository = await layOutTrapped(root)
        setTraps(repository)

        assert.throws(() => repository.git(args))

        assert.ok(existsSync(join(root, 'sprung')))
      }))
  }
})

function judge(bad: BadCase): Promise<void> {
  return bad.form === 'repository' ? judgeRepository(bad) : judgeFiles(bad)
}

/** Makes the function that gives the promise of each task, and has the next ones begin meanwhile. */
function startAhead(tasks: readonly (() => Promise<void>)[]): (index: number) => Promise<void> {
  const started = new Map<number, Promise<void>>()
  const start = (index: number): Promise<void> => {
    const known = started.get(index)
    if (known !== undefined) return known
    const begun = tasks[index]?.() ?? Promise.resolve()
    // A failure is told by the test that asks for it.
    begun.catch(() => undefined)
    started.set(index, begun)
    return begun
  }
  return (index) => {
    for (let ahead = 1; ahead <= availableParallelism(); ahead += 1) void start(index + ahead)
    return start(index)
  }
}
