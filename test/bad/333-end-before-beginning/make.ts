import { DAY_MS, badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, badCertificate({ notBefore: Date.now() - DAY_MS, notAfter: Date.now() - 2 * DAY_MS }))
}
