import { baseCertificate } from '../../helpers/bad-base.ts'
import { putCertificate, readCertificate } from '../../helpers/bad-certificate.ts'

export async function make(directory: string): Promise<void> {
  putCertificate(directory, readCertificate(directory) + (await baseCertificate('a')).privateKeyPem)
}
