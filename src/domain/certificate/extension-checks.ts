import { makeProblem, type Problem } from '../problem.ts'
import { concerning, type Exhibit } from './check.ts'
import { contentOf, readElements } from './der.ts'

const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17'
/** RFC 5280 §4.2.1.6: `iPAddress [7]`, primitive. */
const IP_ADDRESS_TAG = 0x87

/** Subject and authority key identifier, key usage, alternative name, basic constraints, extended key usage. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  '2.5.29.14',
  '2.5.29.15',
  SUBJECT_ALTERNATIVE_NAME,
  '2.5.29.19',
  '2.5.29.35',
  '2.5.29.37',
])

/** Warns of X.509 versions before 3. */
export function demandVersion3(exhibit: Exhibit): Problem | undefined {
  const { version } = exhibit.fields
  return version === 3 ? undefined : makeProblem('VERSION_OLD', ...concerning(exhibit, { version }))
}

/** Warns of a certificate that may sign others. */
export function demandNoAuthority(exhibit: Exhibit): Problem | undefined {
  return exhibit.x509.ca ? makeProblem('CERTIFICATE_AUTHORITY', ...concerning(exhibit, {})) : undefined
}

/** Refuses a critical extension whose meaning is unknown here, as RFC 5280 §4.2 demands. */
export function demandUnderstoodExtensions(exhibit: Exhibit): Problem | undefined {
  const unknown = exhibit.fields.extensions.find(({ critical, oid }) => critical && !UNDERSTOOD.has(oid))
  if (unknown === undefined) return undefined
  return makeProblem('CRITICAL_EXTENSION', ...concerning(exhibit, { oid: unknown.oid }))
}

/** Warns where the certificate was made for other IP addresses than the declared one. */
export function demandDeclaredIp(exhibit: Exhibit): Problem | undefined {
  const { fields, expectation } = exhibit
  const declared = expectation.address?.ip
  const found = fields.extensions
    .filter(({ oid }) => oid === SUBJECT_ALTERNATIVE_NAME)
    .flatMap(({ value }) => readIps(value))
  if (declared === undefined || found.length === 0 || found.includes(declared)) return undefined
  return makeProblem('SAN_OTHER_IP', ...concerning(exhibit, { found: found.join(', '), declared }))
}

/** The IPv4 addresses among the names; an IPv6 address never is a declared one, and is written with its bytes in dots. */
function readIps(value: Uint8Array): readonly string[] {
  const names = readElements(value)?.[0]?.children ?? []
  return names.filter(({ tag }) => tag === IP_ADDRESS_TAG).map((name) => contentOf(name).join('.'))
}
