import { availableParallelism } from 'node:os'
import { readBadCases, type BadCase } from './helpers/bad-case.ts'
import { judgeFiles } from './helpers/bad-files.ts'
import { judgeRepository } from './helpers/bad-repository.ts'
import { suite } from './helpers/suite.ts'

suite('bad inputs', (test) => {
  const cases = readBadCases()
  const judged = startAhead(cases.map((bad) => () => judge(bad)))
  for (const [index, bad] of cases.entries()) test(`${bad.name}: ${bad.title}`, () => judged(index))
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
