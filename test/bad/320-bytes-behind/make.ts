import { Buffer } from 'node:buffer'
import { BASE_IDS } from '../../helpers/bad-base.ts'
import { putCertificate } from '../../helpers/bad-certificate.ts'
import { aCertificateDer } from '../../helpers/certificates.ts'
import { pem } from '../../helpers/der.ts'

export function make(directory: string): void {
  putCertificate(directory, pem(Buffer.concat([aCertificateDer({ partyId: BASE_IDS.a }), Buffer.alloc(3)])))
}
