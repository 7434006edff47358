import type { Contact } from '../domain/contact.ts'
import { pollDelay, withJitter } from '../domain/watch/pace.ts'
import type { World } from '../io/world/world.ts'
import type { Mailbox } from './mailbox.ts'

/** How a repository elsewhere is asked again and again. */
export interface Poll {
  readonly intervalMs: number
  readonly end: AbortSignal
  /** Reaches for it once; a fault is in the contact, not thrown. */
  readonly reach: (signal: AbortSignal) => Promise<Contact>
  readonly tell: (contact: Contact) => void
  /** Whoever cannot wait posts here. */
  readonly asked: Mailbox<'now'>
}

/** Asks at once and then at each interval, less and less often while it fails, until `end` is aborted. */
export async function pollRepository({ random }: Pick<World, 'random'>, poll: Poll): Promise<void> {
  const { intervalMs, end, reach, tell, asked } = poll
  const goesOn = (): boolean => !end.aborted
  for (let failures = 0; goesOn();) {
    const contact = await reach(end)
    // What was cut off says nothing of the repository.
    if (!goesOn()) return
    failures = contact.fault === undefined ? 0 : failures + 1
    tell(contact)
    await asked.take(withJitter(pollDelay(intervalMs, failures), random()))
  }
}

/** An attempt that could not even look at its mirror knows less than is known already. */
export function recallContact(before: Contact | undefined, reached: Contact): Contact {
  if (reached.head !== undefined || before?.head === undefined) return reached
  return { ...before, fault: reached.fault }
}
