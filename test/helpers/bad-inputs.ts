import { readBadCases, type BadCase } from './bad-case.ts'
import { judgeFiles } from './bad-files.ts'
import { judgeRepository } from './bad-repository.ts'
import { suite } from './suite.ts'

/** Tests the bad inputs whose number begins with a digit. The files that call this run at the same time. */
export function testBadInputs(digit: number, what: string): void {
  const cases = readBadCases().filter(({ name }) => name.startsWith(String(digit)))
  suite(`bad inputs: ${what}`, (test) => {
    const judged = startAhead(cases.map((bad) => () => judge(bad)))
    for (const [index, bad] of cases.entries()) test(`${bad.name}: ${bad.title}`, () => judged(index))
  })
}

function judge(bad: BadCase): Promise<void> {
  return bad.form === 'repository' ? judgeRepository(bad) : judgeFiles(bad)
}

/** Makes the function that gives the promise of each task, and has the next one begin meanwhile. */
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
    const wanted = start(index)
    void start(index + 1)
    return wanted
  }
}
