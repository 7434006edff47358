import { chooseExitCode } from '../exit-code.ts'
import type { PassRecord } from '../pass/pass-record.ts'
import type { ExitCode } from '../problem.ts'
import type { Condition } from './condition.ts'

/**
 * The exit code that tells a script what is the case with a component: that of its last pass, unless the clock or somebody
 * else made it worse since. Work that is under way, and a certificate that ends soon, change nothing in it.
 */
export function exitCodeOfStatus(conditions: readonly Condition[], lastPass: PassRecord | undefined): ExitCode {
  return chooseExitCode([lastPass?.exitCode ?? 2, ...conditions.flatMap(exitCodesOf)])
}

function exitCodesOf({ type, status, reason }: Condition): readonly ExitCode[] {
  if (reason === 'PassOverdue') return [22]
  if (reason === 'Fight') return [20]
  if (type === 'SourceFresh' && status === 'false') return [22]
  return type === 'Drifted' && status === 'true' ? [2] : []
}
