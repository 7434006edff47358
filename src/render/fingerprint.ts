import type { Fingerprint } from '../domain/certificate/certificate.ts'
import { escapeText } from '../domain/quote.ts'
import type { Style } from './style.ts'
import { date } from './words.ts'

/** A certificate that two people compare over the telephone. */
export interface ShownCertificate {
  readonly name: string
  readonly partyId: string
  readonly fingerprint: Fingerprint
  /** Milliseconds since the epoch; absent for an own certificate, which is not judged. */
  readonly notAfter: number | undefined
}

const GROUPS = /.{8}/g

/** Renders a fingerprint in eight groups of eight digits, and as `openssl x509 -fingerprint -sha256` prints it. */
export function renderFingerprint({ name, partyId, fingerprint, notAfter }: ShownCertificate, style: Style): string {
  const digits = fingerprint.replace('SHA256:', '')
  const lines = [
    `${escapeText(name)}   ${escapeText(partyId)}${notAfter === undefined ? '' : `   until ${date(notAfter)}`}`,
    '',
    ...groupFingerprint(fingerprint).map((line) => `    ${style.strong(line)}`),
    '',
    `openssl:  ${(digits.toUpperCase().match(/../g) ?? []).join(':')}`,
    'Read the eight groups aloud to the other side: both must hear the same.',
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** Writes a fingerprint as it is read aloud: two lines of four groups of eight digits. */
export function groupFingerprint(fingerprint: Fingerprint): readonly string[] {
  const groups = fingerprint.replace('SHA256:', '').match(GROUPS) ?? []
  return [groups.slice(0, 4).join(' '), groups.slice(4).join(' ')]
}
