import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'
import { CN } from '../../helpers/certificates.ts'

export function make(directory: string): void {
  putCertificate(directory, badCertificate({ subject: [{ oid: CN, value: '*' }] }))
}
