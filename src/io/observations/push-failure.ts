import type { PushCause } from '../../domain/problems/source/observed.ts'
import type { FederationError } from '../../errors.ts'
import { describeFetchFailure, findTelling, reasonIn, splitLines } from '../mirror/fetch-failure.ts'
import type { World } from '../world/world.ts'
import type { Publishing, PushFault } from './publishing.ts'

/** A file that locks the ref cannot be made: it is there already, for as long as another push lasts or since one was cut off. */
const LOCKED = /unable to create '[^']*\.lock': (.*)/i

/** A branch cannot lie below another one. */
const OCCUPIED = /' exists; cannot create '/i

/** Somebody else pushed in between: seen by our git, or by the server while it wrote the ref. */
const RACED = /! \[rejected\]|cannot lock ref|failed to update ref|reference already exists|but expected [0-9a-f]{40}/i

/** Whoever pushes is let in, and may not write: in the words of git itself, and of forges. */
const DENIED =
  /returned error: 403|read.?only|denied to |not allowed to push|write access|denied for writing|service not enabled|insufficient permission|unable to create temporary object directory/i

const REJECTED = /! \[remote rejected\]/

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
  if (cause !== undefined) {
    // What git advises behind that line is for whoever runs the server, and longer than what is shown.
    const [line = text] = text.split('\n').filter((each) => LOCKED.test(each))
    const told = { cause, reason: reasonIn(line), remedy: '' }
    return cause === 'raced' || cause === 'locked' ? { ...told, again: 'fetched' } : told
  }
  const fault = describeThrown(await describeFetchFailure(world, order, { stderr, transport }))
  // A fetch of a branch that is not there does not tell.
  return /not support this repository's hash algorithm/.test(text) ? { ...fault, again: 'sha256' } : fault
}

/** What only says that there was a fault, or where to. */
const NOISE = /^(?:error: failed to push some refs|To |remote: *$)/

function judge(text: string): PushCause | undefined {
  const [, reason] = LOCKED.exec(text) ?? []
  if (reason !== undefined) return /permission denied|read-only/i.test(reason) ? 'denied' : 'locked'
  if (OCCUPIED.test(text)) return 'occupied'
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
