import type { Assessment } from './assessment.ts'
import type { CertificateEnd, PassRecord } from './pass-record.ts'

const DAY_MS = 86_400_000
/** So long before its end a certificate is spoken of. */
export const EXPIRY_NOTICE_MS: number = 30 * DAY_MS

/** Finds the certificates that end soon: of the component, and of the parties that it holds or should hold. */
export function findEndings(assessment: Assessment, now: number): Pick<PassRecord, 'expiring' | 'nextEnding'> {
  const ends = [...listEnds(assessment)].sort((a, b) => a.notAfter - b.notAfter || (a.partyId < b.partyId ? -1 : 1))
  const isSoon = ({ notAfter }: CertificateEnd): boolean => notAfter - now < EXPIRY_NOTICE_MS
  return { expiring: ends.filter(isSoon), nextEnding: ends.find((end) => !isSoon(end)) }
}

function* listEnds({ self, drift }: Assessment): Generator<CertificateEnd> {
  if (self?.certificate !== undefined) yield { partyId: self.id, name: self.name, notAfter: self.certificate.notAfter }
  for (const { standing, desired, partyId, name } of drift) {
    if (standing === 'declared' && desired !== undefined)
      yield { partyId, name, notAfter: desired.certificate.notAfter }
  }
}
