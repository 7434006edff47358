import { inspect, isDeepStrictEqual } from 'node:util'
import { federationError, type FederationError } from '../errors.ts'

/** Makes the error for something that the demonstration showed and that is not as it should be. */
export function demoFailure(reason: string): FederationError {
  return federationError('DEMO_FAILED', { reason })
}

/**
 * Checks what the demonstration is about to show.
 *
 * @throws `DEMO_FAILED`
 */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return
  throw demoFailure(`${what}: expected ${inspect(expected)}, found ${inspect(actual)}`)
}
