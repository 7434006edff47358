import { Buffer } from 'node:buffer'
import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'
import { anExtension } from '../../helpers/certificates.ts'

export function make(directory: string): void {
  putCertificate(
    directory,
    badCertificate({ extensions: [anExtension('1.3.6.1.4.1.99999.1', Buffer.from('0500', 'hex'), true)] }),
  )
}
