import { makeProblem, type Problem } from '../problem.ts'
import type { Profile } from '../profile.ts'
import { PROFILES } from '../profiles.ts'
import { concerning, type Exhibit } from './check.ts'
import { TAG } from './der.ts'
import type { Attribute } from './x509.ts'

const COMMON_NAME = '2.5.4.3'
const ORGANIZATION = '2.5.4.10'

/** The object identifiers of the attributes that may name a party. */
const OIDS: Readonly<Record<Profile['identity'], string>> = { O: ORGANIZATION, CN: COMMON_NAME }

/** Demands that the certificate names its party, exactly once. */
export function demandPartyName(exhibit: Exhibit): Problem | undefined {
  if (isOlderForm(exhibit)) return makeProblem('CERTIFICATE_OLDER_FORM', ...concerning(exhibit, {}))
  const { profile, partyId } = exhibit.expectation
  const { identity: attribute } = PROFILES[profile]
  const [name, ...others] = attributesOf(exhibit, OIDS[attribute])
  const count = others.length + 1
  if (name === undefined) return makeProblem('IDENTITY_MISSING', ...concerning(exhibit, { attribute }))
  if (count > 1) return makeProblem('IDENTITY_SEVERAL', ...concerning(exhibit, { attribute, count }))
  // The other types of string hold the same bytes but mean other characters by them.
  const isSane = name.tag === TAG.utf8String || name.tag === TAG.printableString
  if (!isSane) return makeProblem('IDENTITY_TYPE', ...concerning(exhibit, { attribute }))
  if (name.text === partyId) return undefined
  return makeProblem('IDENTITY_OTHER', ...concerning(exhibit, { attribute, found: name.text }))
}

/** Demands `CN=*`: MP-SPDZ compares the name with `P0`, `P1`, … of each computation. */
export function demandWildcardName(exhibit: Exhibit): Problem | undefined {
  const names = attributesOf(exhibit, COMMON_NAME).map(({ text }) => text)
  if (names.length === 1 && names[0] === '*') return undefined
  return makeProblem('COMMON_NAME', ...concerning(exhibit, { found: names.join(', ') }))
}

/** Tells whether a certificate names its party in `O`, as Fed-BioMed before mutual TLS does, where the CN should. */
export function isOlderForm(exhibit: Exhibit): boolean {
  const { profile, partyId } = exhibit.expectation
  if (PROFILES[profile].identity === 'O') return false
  const isNamed = attributesOf(exhibit, COMMON_NAME).some(({ text }) => text === partyId)
  return !isNamed && organizationsOf(exhibit).join() === partyId
}

/** The organizations that a certificate names. */
export function organizationsOf(exhibit: Exhibit): readonly string[] {
  return attributesOf(exhibit, ORGANIZATION).map(({ text }) => text)
}

function attributesOf({ fields }: Exhibit, oid: string): readonly Attribute[] {
  return fields.subjectAttributes.filter((attribute) => attribute.oid === oid)
}
