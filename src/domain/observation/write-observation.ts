import { Buffer } from 'node:buffer'
import type { KeyObject } from 'node:crypto'
import type { WrittenObservation } from '../../generated/observation-file.ts'
import { canonicalize } from './canonical.ts'
import type { Observation } from './observation.ts'
import { signSsh } from './ssh-signature.ts'
import { OBSERVATION_FORM, toWritten } from './written.ts'

/**
 * Writes and signs an observation: the text of its file, in ASCII, so that no copy by hand can change a character of it.
 *
 * @throws TypeError for a key that is no RSA key.
 */
export function writeObservation(observation: Observation, privateKey: KeyObject): string {
  const written = toWritten(observation)
  const signature = signSsh(payloadOf(written), privateKey)
  const text = JSON.stringify({ apiVersion: OBSERVATION_FORM, observation: written, signature }, undefined, 2)
  return `${text.replace(/[^\n -~]/g, escapeUnit)}\n`
}

/** The bytes that are signed. */
export function payloadOf(written: WrittenObservation): Uint8Array {
  const { peers, foreign, conditions, ...plain } = written
  return Buffer.from(
    canonicalize({
      ...plain,
      peers: peers.map((peer) => ({ ...peer })),
      foreign: { ...foreign },
      conditions: conditions.map((condition) => ({ ...condition })),
    }),
  )
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
