import type { Component } from '../domain/component.ts'
import type { Observation } from '../domain/observation/observation.ts'
import { isSignedBy, parseObservation } from '../domain/observation/parse-observation.ts'
import { isToldAlready } from '../domain/observation/renewal.ts'
import { writeObservation } from '../domain/observation/write-observation.ts'
import { isProblem } from '../domain/problem.ts'
import { FederationError } from '../errors.ts'
import { readOwnCertificate, readOwnKey } from '../io/component/own-certificate.ts'
import type { World } from '../io/world/world.ts'

/** Signs what a component observed. Both read what is the component's, and are called as its owner. */
export interface Signer {
  /** Tells whether a file holds what there is to tell, signed with the certificate of now, and lately enough. */
  readonly hasTold: (file: Uint8Array) => boolean
  /** Gives the text of a file that holds it. */
  readonly sign: () => string
}

/**
 * Makes ready to sign. The private key is read only by `sign`, and only for as long.
 *
 * @throws `SELF_CERTIFICATE_UNREADABLE`; `sign` throws `OWN_KEY_UNREADABLE`, `OWN_KEY_OTHER`, and `OBSERVATION_INVALID` of
 * what nobody could read.
 */
export function makeSigner(world: World, component: Component, observation: Observation): Signer {
  const certificate = new TextDecoder('latin1').decode(readOwnCertificate(world, component))
  return {
    hasTold: (file) => {
      const earlier = parseObservation(file, '')
      return !isProblem(earlier) && isSignedBy(earlier, certificate) && isToldAlready(earlier.observation, observation)
    },
    sign: () => {
      const text = writeObservation(observation, readOwnKey(world, component, certificate))
      // As whoever reads it will: what is too big, or of a form that nobody reads, is not told.
      const parsed = parseObservation(new TextEncoder().encode(text), component.id)
      if (isProblem(parsed)) throw new FederationError([parsed])
      return text
    },
  }
}
