import type { Observation } from '../observation/observation.ts'
import { LONGEST_VALIDITY_MS } from '../observation/written.ts'
import type { Party } from '../party.ts'
import { quote } from '../quote.ts'
import type { ReceivedObservation } from './facts.ts'

/** How far the clocks of two sites may be apart. */
const CLOCK_SKEW_MS = 300_000

/** What an observation is held against. */
export interface ObservationContext {
  /** The party for which it came in. */
  readonly party: Party
  /** The name of the federation. */
  readonly federation: string
  readonly now: number
}

/**
 * Tells why an observation does not count; `undefined` where it does. One that does may have run out all the same.
 *
 * @remarks What was not signed by the party is shown in no message: anybody may have written it.
 */
export function findObjection({ content }: ReceivedObservation, context: ObservationContext): string | undefined {
  if (content.kind === 'unreadable') return content.reason
  if (content.kind === 'live') return undefined
  const { party } = context
  if (party.certificate === undefined) return 'the federation holds no valid certificate to check its signature by'
  if (content.observation.component !== party.id) return 'it is about another component'
  if (!content.isGenuine) return 'its signature does not match the certificate that the federation declares'
  return objectToSubject(content.observation, context) ?? objectToTime(content.observation, context.now)
}

function objectToSubject({ federation, role }: Observation, context: ObservationContext): string | undefined {
  if (federation !== context.federation) return `it is of another federation, '${quote(federation)}'`
  return role === context.party.role ? undefined : `it is of a ${role}`
}

function objectToTime({ observedAt, validUntil }: Observation, now: number): string | undefined {
  if (observedAt > now + CLOCK_SKEW_MS) return `its time lies in the future (${write(observedAt)})`
  if (validUntil <= observedAt) return 'it ends before it begins'
  return validUntil - observedAt > LONGEST_VALIDITY_MS ? 'it asks to be believed for more than 31 days' : undefined
}

function write(time: number): string {
  const moment = new Date(time)
  return Number.isNaN(moment.getTime()) ? 'no date' : moment.toISOString().replace(/\.\d+/, '')
}
