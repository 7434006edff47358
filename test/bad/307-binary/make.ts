import { BASE_IDS } from '../../helpers/bad-base.ts'
import { putCertificate } from '../../helpers/bad-certificate.ts'
import { aCertificateDer } from '../../helpers/certificates.ts'

export function make(directory: string): void {
  putCertificate(directory, aCertificateDer({ partyId: BASE_IDS.a }))
}
