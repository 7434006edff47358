import { X509Certificate } from 'node:crypto'
import type { WrittenObservation } from '../../generated/observation-file.ts'
import validate, { type SchemaFault } from '../../generated/validate-observation-file.js'
import { isPartyId, roleOf } from '../party.ts'
import { makeProblem, type Problem } from '../problem.ts'
import type { Observation, SignedObservation } from './observation.ts'
import { verifySsh } from './ssh-signature.ts'
import { payloadOf } from './write-observation.ts'
import { fromWritten, isTime, LARGEST_OBSERVATION, LONGEST_VALIDITY_MS } from './written.ts'

/**
 * Reads the file of an observation, whoever wrote it: its form alone. Nothing of it may be believed before `isSignedBy`
 * says so, and nothing that it says about time and federation is compared with anything.
 *
 * @param file - as it may be shown.
 * @returns `OBSERVATION_INVALID` (21) where it is none.
 */
export function parseObservation(bytes: Uint8Array, file: string): SignedObservation | Problem {
  const refuse = (reason: string): Problem => makeProblem('OBSERVATION_INVALID', { file }, { file, reason })
  if (bytes.length > LARGEST_OBSERVATION) return refuse(`it has more than ${LARGEST_OBSERVATION} bytes`)
  const value = readJson(bytes)
  if (value === undefined) return refuse('it is no JSON in UTF-8')
  if (!validate(value)) return refuse(wordFault(validate.errors?.[0]))
  const { observation: written, signature } = value
  const fault = findFault(written)
  if (fault !== undefined) return refuse(fault)
  return { observation: fromWritten(written), payload: payloadOf(written), signature }
}

/** Tells whether an observation was signed by the key of a certificate: the one that the federation declares. Never throws. */
export function isSignedBy({ payload, signature }: SignedObservation, certificatePem: string): boolean {
  try {
    return verifySsh(payload, signature, new X509Certificate(certificatePem).publicKey)
  } catch {
    // What is no certificate has signed nothing.
    return false
  }
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** A key is named only where it is one that the schema knows: nobody else's text gets into a message. */
function wordFault(fault: SchemaFault | undefined): string {
  if (fault === undefined) return 'it has not the right form'
  const { instancePath, keyword, params } = fault
  const place = instancePath === '' ? 'at its top' : `at ${instancePath}`
  if (keyword === 'required') return `${place}, '${String(params['missingProperty'])}' is missing`
  if (keyword === 'additionalProperties') return `${place} stands something that no observation holds`
  return `what stands ${place} has not the right form ('${keyword}')`
}

/** What the schema cannot tell. */
function findFault(written: WrittenObservation): string | undefined {
  const { component, role, foreign, observedAt, validUntil, conditions } = written
  const times = [observedAt, validUntil, ...conditions.map(({ since }) => since)]
  if (!times.every(isTime)) return 'one of its times does not exist'
  if (!isPartyId(component) || roleOf(component) !== role) return 'its role is not that of its id'
  if (!isSorted(written.peers)) return 'its parties are not sorted, or one of them stands there twice'
  if ((foreign.parties?.length ?? 0) > foreign.count) return 'it names more foreign rows than it counts'
  return findTimeFault(Date.parse(observedAt), Date.parse(validUntil))
}

function findTimeFault(observedAt: Observation['observedAt'], validUntil: number): string | undefined {
  if (validUntil <= observedAt) return 'it ends before it begins'
  return validUntil - observedAt > LONGEST_VALIDITY_MS ? 'it is valid for more than 31 days' : undefined
}

function isSorted(peers: WrittenObservation['peers']): boolean {
  return peers.every(({ party }, index) => {
    const before = peers[index - 1]
    return before === undefined || before.party < party
  })
}
