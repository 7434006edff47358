import { Buffer } from 'node:buffer'
import type { KeyObject } from 'node:crypto'
import type { WrittenObservation } from '../../generated/observation-file.ts'
import { canonicalize } from './canonical.ts'
import type { Observation } from './observation.ts'
import { signSsh } from './ssh-signature.ts'
import { FILE_START, toWritten } from './written.ts'

/**
 * Writes and signs an observation: the text of its file, in ASCII, so that no copy by hand can change a character of it.
 *
 * @throws TypeError for a key that is no RSA key.
 */
export function writeObservation(observation: Observation, privateKey: KeyObject): string {
  const written = toWritten(observation)
  const signature = signSsh(payloadOf(written), privateKey)
  const text = `${FILE_START}  "observation": {
${Object.entries(written).map(layOut).join(',\n')}
  },
  "signature": ${JSON.stringify(signature)}
}
`
  return text.replace(/[^\n -~]/g, escapeUnit)
}

/** A peer, a condition on one line: so people can read it, and git can tell what has changed. */
function layOut([key, value]: readonly [string, unknown]): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  const list = items.map((item) => `      ${JSON.stringify(item)}`).join(',\n')
  return `    ${JSON.stringify(key)}: ${items.length === 0 ? JSON.stringify(value) : `[\n${list}\n    ]`}`
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
