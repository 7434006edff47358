import { putCertificate, readCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, `\ufeff${readCertificate(directory)}`)
}
