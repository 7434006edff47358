import type { Task } from './messages.ts'

/** What takes the longest, the longest first: begun last, one of these would keep all others waiting. */
const LONG: readonly string[] = [
  'bad-inputs/',
  'commands/publish',
  'runner.test.ts',
  'ci.test.ts',
  'ci/github.test.ts',
  'commands/watch.test.ts',
  'ci/gitlab.test.ts',
  'commands/restore.test.ts',
  'commands/repository.test.ts',
  'commands/plan-all.test.ts',
  'commands/reconcile.test.ts',
  'io/observations/publish-observation.test.ts',
]

/** Puts the files that are known to take long before the others, and leaves the order as it is otherwise. */
export function longestFirst(tasks: readonly Task[]): readonly Task[] {
  const rank = ({ name }: Task): number => {
    const at = LONG.findIndex((long) => name.startsWith(long))
    return at === -1 ? LONG.length : at
  }
  return [...tasks].sort((a, b) => rank(a) - rank(b))
}
