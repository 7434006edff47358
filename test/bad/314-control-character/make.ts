import { putCertificate, readCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, readCertificate(directory).replace('MII', '\u001b]0;owned\u0007MII'))
}
