import type { PassRecord } from '../domain/pass/pass-record.ts'
import type { ProblemCode } from '../domain/problem.ts'
import { FederationError } from '../errors.ts'

/** What no change of any component or repository can mend. */
const FAULTS_OF_ORDER: ReadonlySet<ProblemCode> = new Set([
  'KNOWN_HOSTS_NEEDED',
  'PLATFORM_UNSUPPORTED',
  'REF_NAME',
  'REPOSITORY_PATH',
  'SECRET_IN_URL',
  'URL_INVALID',
  'URL_SCHEME',
  'USAGE',
])

/**
 * Ends a daemon whose order can never be carried out, as the first pass of a component tells. What is amiss with one
 * component of several is no reason to leave the others alone: it may be mended.
 *
 * @throws FederationError with the problems of that pass
 */
export function refuseOrder({ exitCode, problems }: PassRecord, components: number): void {
  const isOrderAtFault = problems.some(({ code, severity }) => severity === 'error' && FAULTS_OF_ORDER.has(code))
  if (isOrderAtFault || (exitCode === 64 && components === 1)) throw new FederationError(problems)
}
