import { makeProblem, type Problem } from '../problem.ts'
import { placeOf, type Exhibit } from './check.ts'
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
export function isVersion3(exhibit: Exhibit): Problem | undefined {
  const { fields, fingerprint, expectation: owner } = exhibit
  if (fields.version === 3) return undefined
  return makeProblem('VERSION_OLD', placeOf(exhibit), { owner, fingerprint, version: fields.version })
}

/** Warns of a certificate that may sign others. */
export function isNoAuthority(exhibit: Exhibit): Problem | undefined {
  const { x509, fingerprint, expectation: owner } = exhibit
  return x509.ca ? makeProblem('CERTIFICATE_AUTHORITY', placeOf(exhibit), { owner, fingerprint }) : undefined
}

/** Refuses a critical extension whose meaning is unknown here, as RFC 5280 §4.2 demands. */
export function isUnderstood(exhibit: Exhibit): Problem | undefined {
  const unknown = exhibit.fields.extensions.find(({ critical, oid }) => critical && !UNDERSTOOD.has(oid))
  if (unknown === undefined) return undefined
  return makeProblem('CRITICAL_EXTENSION', placeOf(exhibit), { owner: exhibit.expectation, oid: unknown.oid })
}

/** Warns where the certificate was made for other IP addresses than the declared one. */
export function namesDeclaredIp(exhibit: Exhibit): Problem | undefined {
  const { fields, fingerprint, expectation: owner } = exhibit
  const declared = owner.address?.ip
  const found = fields.extensions
    .filter(({ oid }) => oid === SUBJECT_ALTERNATIVE_NAME)
    .flatMap(({ value }) => readIps(value))
  if (declared === undefined || found.length === 0 || found.includes(declared)) return undefined
  return makeProblem('SAN_OTHER_IP', placeOf(exhibit), { owner, fingerprint, found: found.join(', '), declared })
}

/** The IPv4 addresses among the names; an IPv6 address never is a declared one, and is written with its bytes in dots. */
function readIps(value: Uint8Array): readonly string[] {
  const names = readElements(value)?.[0]?.children ?? []
  return names.filter(({ tag }) => tag === IP_ADDRESS_TAG).map((name) => contentOf(name).join('.'))
}
