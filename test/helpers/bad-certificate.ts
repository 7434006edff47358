import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueTlsCertificate } from '../../src/demo/issue-certificate.ts'
import { BASE_IDS, writeDeep, type BaseName } from './bad-base.ts'
import { aCertificatePem, CN, O, type CertificateForm, type NameAttribute } from './certificates.ts'

/** One day in milliseconds. */
export const DAY_MS = 86_400_000

/**
 * Makes a certificate of `hospital-a` that is good but for what the form says.
 *
 * @remarks Valid now, not at `NOW`: the program that reads it has the real clock.
 */
export function badCertificate(form: CertificateForm = {}): string {
  const now = Date.now()
  return aCertificatePem({ partyId: BASE_IDS.a, notBefore: now - DAY_MS, notAfter: now + 1000 * DAY_MS, ...form })
}

/** Makes a certificate of `hospital-a` with these organisations in its subject. */
export function certificateOfOrganizations(...organizations: readonly Omit<NameAttribute, 'oid'>[]): string {
  return badCertificate({ subject: [{ oid: CN, value: '*' }, ...organizations.map((each) => ({ ...each, oid: O }))] })
}

/** Makes a certificate of `hospital-a` that ends in some days. */
export function certificateEndingIn(days: number): string {
  return badCertificate({ notBefore: Date.now() - 100 * DAY_MS, notAfter: Date.now() + days * DAY_MS })
}

/** Reads the certificate of a party of the base. */
export function readCertificate(directory: string, name: BaseName = 'a'): string {
  return readFileSync(pathOf(directory, name), 'utf8')
}

/** Puts a text or bytes in place of a party's certificate. */
export function putCertificate(directory: string, content: string | Uint8Array, name: BaseName = 'a'): void {
  writeDeep(pathOf(directory, name), content)
}

function pathOf(directory: string, name: BaseName): string {
  return join(directory, 'certificates', `${BASE_IDS[name]}.pem`)
}

/** Makes the base one of `mutual-tls`, whose certificates are good but for what is put in place of `hospital-a`'s. */
export async function makeMutualTls(directory: string, form: CertificateForm): Promise<void> {
  const file = join(directory, 'federation.yaml')
  const lines = readFileSync(file, 'utf8').split('\n')
  const kept = lines.filter((line) => !/^\s*(?:network|ip|port):/.test(line))
  writeDeep(file, kept.join('\n').replace('secagg-mpspdz', 'mutual-tls'))
  const now = Date.now()
  for (const name of ['server', 'a2', 'b'] as const) {
    const host = name === 'server' ? 'localhost' : undefined
    const request = { partyId: BASE_IDS[name], host, notBefore: now - DAY_MS, notAfter: now + 1000 * DAY_MS }
    putCertificate(directory, (await issueTlsCertificate(request)).certificatePem, name)
  }
  putCertificate(directory, badCertificate({ subject: TLS_SUBJECT, ...form }))
}

const TLS_SUBJECT: readonly NameAttribute[] = [
  { oid: O, value: 'Fed-BioMed' },
  { oid: CN, value: BASE_IDS.a },
]
