import type { Fingerprint } from '../certificate/certificate.ts'
import type { PartyId } from '../party.ts'
import type { WrittenCondition, WrittenObservation, WrittenPeer } from '../../generated/observation-file.ts'
import type { Observation, ObservedCondition, ObservedPeer } from './observation.ts'

/** How every file of an observation begins. */
const OBSERVATION_FORM = 'fbm-gitops/observation/v1'

/** The first bytes of each. */
export const FILE_START: string = `{\n  "apiVersion": ${JSON.stringify(OBSERVATION_FORM)},\n`

/** A larger file is no observation. The largest that the schema permits, of 20,000 peers with the longest ids, is smaller. */
export const LARGEST_OBSERVATION: number = 4 * 1024 * 1024

/** For so long an observation may be valid; milliseconds. */
export const LONGEST_VALIDITY_MS: number = 31 * 86_400_000

/** The most names of foreign rows, and the most characters in each line of text. */
export const MOST_NAMED = 100
export const LONGEST_LINE = 256

/** Puts an observation as `schemas/observation.schema.json` has it. */
export function toWritten(observation: Observation): WrittenObservation {
  const { peers, foreign, conditions, observedAt, validUntil, ...plain } = observation
  return {
    ...plain,
    peers: peers.map(writePeer),
    foreign: { count: foreign.count, ...(foreign.parties === undefined ? {} : { parties: [...foreign.parties] }) },
    conditions: conditions.map((condition) => ({ ...condition, since: writeTime(condition.since) })),
    observedAt: writeTime(observedAt),
    validUntil: writeTime(validUntil),
  }
}

/** Takes one that the schema found sound for what it says; the ids and fingerprints in it have their form. */
export function fromWritten(written: WrittenObservation): Observation {
  const { component, planDigest, peers, foreign, conditions, observedAt, validUntil, ...plain } = written
  return {
    ...plain,
    component: component as PartyId,
    planDigest: planDigest as Fingerprint,
    peers: peers.map(readPeer),
    foreign: { count: foreign.count, parties: foreign.parties },
    conditions: conditions.map(readCondition),
    observedAt: Date.parse(observedAt),
    validUntil: Date.parse(validUntil),
  }
}

/** Writes an instant in whole seconds: `2026-11-25T16:00:00Z`. */
function writeTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

/** Tells whether a text that looks like an instant is one: there is no 31st of February. */
export function isTime(text: string): boolean {
  const time = Date.parse(text)
  return !Number.isNaN(time) && writeTime(time) === text
}

function writePeer({ party, class: driftClass, fingerprint }: ObservedPeer): WrittenPeer {
  return { party, class: driftClass, ...(fingerprint === undefined ? {} : { fingerprint }) }
}

function readPeer({ party, class: driftClass, fingerprint }: WrittenPeer): ObservedPeer {
  return { party: party as PartyId, class: driftClass, fingerprint: fingerprint as Fingerprint | undefined }
}

function readCondition({ since, ...condition }: WrittenCondition): ObservedCondition {
  return { ...condition, since: Date.parse(since) }
}
