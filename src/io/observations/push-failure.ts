import type { PushCause } from '../../domain/problems/source/observed.ts'
import type { FederationError } from '../../errors.ts'
import { describeFetchFailure, findTelling, reasonIn, splitLines } from '../mirror/fetch-failure.ts'
import type { World } from '../world/world.ts'
import type { Publishing, PushFault } from './publishing.ts'

/** Somebody else pushed in between. */
const RACED =
  /\((?:stale info|fetch first|non-fast-forward|needs force)\)|cannot lock ref|failed to update ref|reference already exists|but expected [0-9a-f]{40}/i

/** Whoever pushes is let in, and may not write: in the words of git itself, and of forges. */
const DENIED =
  /returned error: 403|read.?only|denied to |not allowed to push|write access|denied for writing|service not enabled|insufficient permission|unable to create temporary object directory/i

const REJECTED = /! \[(?:remote )?rejected\]/

/** Finds out why a push failed from what git, ssh and the server said. None of that is believed, only told. */
export async function describePushFailure(
  world: World,
  { order, transport }: Pick<Publishing, 'order' | 'transport'>,
  stderr: string,
): Promise<PushFault> {
  const text = findTelling(splitLines(stderr))
    .filter((line) => !NOISE.test(line))
    .join('\n')
  const cause = judge(text)
  if (cause === 'raced') return { cause, reason: reasonIn(text), remedy: '', again: 'fetched' }
  if (cause !== undefined) return { cause, reason: reasonIn(text), remedy: '' }
  const fault = describeThrown(await describeFetchFailure(world, order, { stderr, transport }))
  // A fetch of a branch that is not there does not tell.
  return /not support this repository's hash algorithm/.test(text) ? { ...fault, again: 'sha256' } : fault
}

/** What only says that there was a fault, or where to. */
const NOISE = /^(?:error: failed to push some refs|To |remote: *$)/

function judge(text: string): PushCause | undefined {
  if (RACED.test(text)) return 'raced'
  if (DENIED.test(text)) return 'denied'
  return REJECTED.test(text) ? 'refused' : undefined
}

/** Words a fault that has words of its own; those of a fetch would mislead. */
export function describeThrown({ problems: [problem] }: FederationError): PushFault {
  const { code, message = '', remedy = '' } = problem ?? {}
  if (code === 'FETCH_TIMEOUT') return { cause: 'fault', reason: 'it did not end in time', remedy }
  if (code === 'FETCH_STOPPED')
    return { cause: 'fault', reason: 'it was stopped', remedy: 'Nothing need be done: the next pass begins anew.' }
  return { cause: 'fault', reason: message, remedy }
}
