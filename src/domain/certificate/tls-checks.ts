import { makeProblem, type Problem } from '../problem.ts'
import type { Role } from '../party.ts'
import { concerning, type Exhibit } from './check.ts'
import { contentOf, readElements, readOid, TAG, type Element } from './der.ts'
import { isOlderForm, organizationsOf } from './identity-checks.ts'

const ORGANIZATION = 'Fed-BioMed'
const VERSION_3 = 3
const KEY_USAGE = '2.5.29.15'
/** RFC 5280 §4.2.1.3: bit 5, counted from the highest one. */
const KEY_CERT_SIGN = 0x04
const EXTENDED_KEY_USAGE = '2.5.29.37'
const ANY_USAGE = '2.5.29.37.0'

/** The side of TLS that each role stands on, and what a certificate for it is called. */
const SIDES: Readonly<Record<Role, { readonly name: string; readonly oid: string }>> = {
  researcher: { name: 'serverAuth', oid: '1.3.6.1.5.5.7.3.1' },
  node: { name: 'clientAuth', oid: '1.3.6.1.5.5.7.3.2' },
}

/** Demands `O=Fed-BioMed`: only then Fed-BioMed takes the id of the component from the CN. */
export function demandOrganization(exhibit: Exhibit): Problem | undefined {
  if (isOlderForm(exhibit)) return undefined
  const found = organizationsOf(exhibit)
  if (found.length === 1 && found[0] === ORGANIZATION) return undefined
  return makeProblem('ORGANIZATION_OTHER', ...concerning(exhibit, { found: found.join(', ') }))
}

/** Refuses a certificate that may sign others: at a handshake Fed-BioMed then trusts whatever its holder signs. */
export function refuseAuthority(exhibit: Exhibit): Problem | undefined {
  const maySign = ((readKeyUsage(exhibit) ?? 0) & KEY_CERT_SIGN) !== 0
  return exhibit.x509.ca || maySign ? makeProblem('CERTIFICATE_MAY_SIGN', ...concerning(exhibit, {})) : undefined
}

/**
 * Demands a key usage, which alone keeps a certificate from signing others: gRPC looks at nothing else of what it was given
 * to trust, CA:FALSE neither. Extensions in a certificate before version 3 make it refuse all certificates of that researcher.
 */
export function demandKeyUsage(exhibit: Exhibit): Problem | undefined {
  const isBound = exhibit.fields.version === VERSION_3 && readKeyUsage(exhibit) !== undefined
  if (isBound || exhibit.x509.ca || isOlderForm(exhibit)) return undefined
  return makeProblem('CERTIFICATE_PLAIN', ...concerning(exhibit, {}))
}

/** Demands that the certificate serves its party's side of TLS, and warns where it serves both. */
export function demandTlsRole(exhibit: Exhibit): Problem | undefined {
  const { fields, expectation } = exhibit
  const { role } = expectation
  if (fields.extensions.length === 0) return undefined
  const usages = readUsages(exhibit)
  const [own, other] = role === 'node' ? [SIDES.node, SIDES.researcher] : [SIDES.researcher, SIDES.node]
  const isOpen = usages === undefined || usages.includes(ANY_USAGE)
  const serves = ({ oid }: { readonly oid: string }): boolean => isOpen || usages.includes(oid)
  if (!serves(own)) return makeProblem('TLS_ROLE_OTHER', ...concerning(exhibit, { role, needed: own.name }))
  return serves(other) ? makeProblem('TLS_ROLE_OPEN', ...concerning(exhibit, { role, needed: own.name })) : undefined
}

/** The usages as the bits of their first byte; absent where they are not there, or in no form that all readers agree on. */
function readKeyUsage(exhibit: Exhibit): number | undefined {
  const [bits, ...others] = readExtension(exhibit, KEY_USAGE) ?? []
  if (bits?.tag !== TAG.bitString || others.length > 0) return undefined
  // The first byte counts the bits that are unused.
  return contentOf(bits)[1]
}

function readUsages(exhibit: Exhibit): readonly string[] | undefined {
  const elements = readExtension(exhibit, EXTENDED_KEY_USAGE)
  return elements?.flatMap(({ children }) => children).map((usage) => readOid(contentOf(usage)))
}

function readExtension({ fields }: Exhibit, oid: string): readonly Element[] | undefined {
  const extension = fields.extensions.find((each) => each.oid === oid)
  return extension === undefined ? undefined : (readElements(extension.value) ?? [])
}
