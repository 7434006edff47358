import { Buffer } from 'node:buffer'
import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'
import { rsaPublicKeyInfo } from '../../helpers/certificates.ts'

export function make(directory: string): void {
  putCertificate(directory, badCertificate({ publicKeyInfo: rsaPublicKeyInfo(Buffer.alloc(1025, 0xff), 65_537) }))
}
