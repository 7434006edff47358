import { Buffer } from 'node:buffer'
import { putCertificate } from '../../helpers/bad-certificate.ts'
import { pem } from '../../helpers/der.ts'

export function make(directory: string): void {
  putCertificate(directory, pem(Buffer.from('a hospital')))
}
