import { randomBytes } from 'node:crypto'
import { putCertificate } from '../../helpers/bad-certificate.ts'
import { pem } from '../../helpers/der.ts'

export function make(directory: string): void {
  putCertificate(directory, pem(randomBytes(3_000_000)))
}
