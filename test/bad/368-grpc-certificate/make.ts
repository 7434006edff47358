import { BASE_IDS } from '../../helpers/bad-base.ts'
import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, badCertificate({ partyId: BASE_IDS.server, commonName: '10.222.0.2' }), 'server')
}
