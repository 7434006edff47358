import { putCertificate, readCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, readCertificate(directory).replace('MII', 'MIÍ'))
}
