import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, badCertificate({ partyId: '\u001b]0;owned\u0007::error::x' }))
}
