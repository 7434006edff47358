import { isPartyId } from '../domain/party.ts'
import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import type { Pointer } from '../yaml/place.ts'
import { nameValue } from './name-value.ts'

/** A text or number of a form that the schema refuses. */
export interface BadForm {
  readonly pointer: Pointer
  readonly written: string
  /** The greatest length, where that is at fault. */
  readonly limit: number
}

/** Words a value of a wrong form, by the key that it stands under. */
export function wordForm(form: BadForm, place: Place): Problem {
  const key = form.pointer.findLast((step) => !/^[0-9]+$/.test(step)) ?? ''
  const word = FORMS[key]
  return word === undefined
    ? makeProblem('TEXT_TOO_LONG', place, { key: nameValue(form.pointer), limit: form.limit })
    : word(form, place)
}

const FORMS: Readonly<Record<string, (form: BadForm, place: Place) => Problem>> = {
  federation: ({ written }, place) => makeProblem('NAME_FORM', place, { value: written }),
  name: ({ written }, place) => makeProblem('NAME_FORM', place, { value: written }),
  id: wordId,
  ip: ({ written }, place) => makeProblem('ADDRESS_FORM', place, { value: written, reason: judgeAddress(written) }),
  network: ({ written }, place) => makeProblem('NETWORK_FORM', place, { value: written }),
  port: ({ written }, place) => makeProblem('PORT_OUT_OF_RANGE', place, { value: written }),
  certificate: ({ written }, place) => makeProblem('CERTIFICATE_PATH', place, { value: written }),
  replaces: ({ written }, place) => makeProblem('FINGERPRINT_FORM', place, { value: written }),
}

/** A well-formed id can only stand in the wrong role; so can one whose prefix is merely misspelt. */
function wordId({ pointer, written }: BadForm, place: Place): Problem {
  const role = pointer[0] === 'researcher' ? 'researcher' : 'node'
  const isOfOtherRole = isPartyId(written) || /^(?:node|researcher)_?[A-Za-z0-9_-]*$/i.test(written)
  return isOfOtherRole && written.length <= 64
    ? makeProblem('PARTY_ID_PREFIX', place, { value: written, role })
    : makeProblem('PARTY_ID_FORM', place, { value: written })
}

function judgeAddress(written: string): string {
  if (/[\r\n]/.test(written)) return 'goes over several lines'
  if (written.includes(':') && !/^[0-9.]+:[0-9]+$/.test(written)) return 'is an IPv6 address, which MP-SPDZ cannot use'
  if (written.includes(':')) return 'holds a port, which belongs under `port`'
  if (written.includes('/')) return 'is a range, not an address'
  const hasFourParts = /^[0-9]+(?:\.[0-9]+){3}$/.test(written)
  if (hasFourParts) return 'has a part above 255 or with a leading zero, which others read as octal'
  return /^[0-9.]+$/.test(written)
    ? 'has not four parts'
    : 'is not an IPv4 address; host names differ from place to place'
}
