import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, badCertificate({ partyId: 'NODE_other' }))
}
