import { Buffer } from 'node:buffer'
import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'
import { anExtension } from '../../helpers/certificates.ts'

export function make(directory: string): void {
  putCertificate(
    directory,
    badCertificate({ extensions: [anExtension('2.5.29.19', Buffer.from('30030101ff', 'hex'), true)] }),
  )
}
