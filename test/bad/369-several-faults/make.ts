import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(
    directory,
    badCertificate({ partyId: 'x', commonName: 'x', key: 'rsa-1024', digest: 'sha1', notAfter: Date.now() - 1000 }),
  )
}
