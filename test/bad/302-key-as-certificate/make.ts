import { baseCertificate } from '../../helpers/bad-base.ts'
import { putCertificate } from '../../helpers/bad-certificate.ts'

export async function make(directory: string): Promise<void> {
  putCertificate(directory, (await baseCertificate('a')).privateKeyPem.replaceAll('PRIVATE KEY', 'CERTIFICATE'))
}
