import { issueCertificate } from '../../../src/demo/issue-certificate.ts'
import { BASE_IDS, baseCertificate } from '../../helpers/bad-base.ts'
import { DAY_MS, putCertificate } from '../../helpers/bad-certificate.ts'

export async function make(directory: string): Promise<void> {
  const { privateKeyPem } = await baseCertificate('a')
  const notAfter = Date.now() + 500 * DAY_MS
  const request = { partyId: BASE_IDS.a, commonName: '*', notBefore: Date.now() - DAY_MS, notAfter, privateKeyPem }
  putCertificate(directory, (await issueCertificate(request)).certificatePem)
}
