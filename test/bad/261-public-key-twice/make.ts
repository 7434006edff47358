import { join } from 'node:path'
import { issueCertificate } from '../../../src/demo/issue-certificate.ts'
import { BASE_IDS, baseCertificate, writeDeep } from '../../helpers/bad-base.ts'

export async function make(directory: string): Promise<void> {
  const { privateKeyPem } = await baseCertificate('a')
  const now = Date.now()
  const { certificatePem } = await issueCertificate({
    partyId: BASE_IDS.a2,
    commonName: '*',
    notBefore: now - 1000,
    notAfter: now + 365 * 86_400_000,
    privateKeyPem,
  })
  writeDeep(join(directory, 'certificates', `${BASE_IDS.a2}.pem`), certificatePem)
}
