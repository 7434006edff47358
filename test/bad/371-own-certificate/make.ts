import { BASE_IDS } from '../../helpers/bad-base.ts'
import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, badCertificate({ partyId: BASE_IDS.b, notAfter: Date.now() - 1000 }), 'b')
}
