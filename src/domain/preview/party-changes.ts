import type { Federation } from '../federation.ts'
import { sameAddress, type Party } from '../party.ts'
import { PROFILES } from '../profiles.ts'
import type { CertificateCheck, PartyChange } from './preview.ts'

/** What differs in what is declared, party by party: those of the head in their order, then those that are gone. */
export function findPartyChanges(base: Federation | undefined, head: Federation): readonly PartyChange[] {
  const before = new Map((base?.parties ?? []).map((party) => [party.id, party]))
  const { holdsAddress } = PROFILES[head.profile]
  const present = head.parties.flatMap((party) => compare(before.get(party.id), party, holdsAddress))
  return [...present, ...findGone(base, head)]
}

/** The certificates that the head declares and the base does not, so that nobody has compared them yet. */
export function findChecks(base: Federation | undefined, head: Federation): readonly CertificateCheck[] {
  const before = new Map((base?.parties ?? []).map((party) => [party.id, party.certificate]))
  return head.parties.flatMap(({ id, name, role, certificate }) => {
    const old = before.get(id)
    if (certificate === undefined || certificate.fingerprint === old?.fingerprint) return []
    const isRenewal = certificate.publicKeyHash === old?.publicKeyHash
    const kind = old === undefined ? 'new' : isRenewal ? 'renewed' : 'new-key'
    return [{ id, name, role, certificate, before: old?.fingerprint, kind }]
  })
}

function compare(before: Party | undefined, party: Party, holdsAddress: boolean): readonly PartyChange[] {
  const { id, name, role, certificate, address } = party
  if (before === undefined) {
    const joins: PartyChange = { id, name, kind: 'joins', role }
    return certificate === undefined ? [joins, { id, name, kind: 'unverified', before: undefined }] : [joins]
  }
  const hasMoved = holdsAddress && before.address !== undefined && !sameAddress(before.address, address)
  return [
    ...(before.name === name ? [] : [{ id, name, kind: 'renamed', before: before.name } as const]),
    ...compareCertificates(before, party),
    ...(hasMoved ? [{ id, name, kind: 'address', before: before.address, after: address } as const] : []),
  ]
}

function compareCertificates(before: Party, { id, name, certificate, replaces }: Party): readonly PartyChange[] {
  const [old, now] = [before.certificate, certificate]
  if (old?.fingerprint === now?.fingerprint) return []
  if (now === undefined) return [{ id, name, kind: 'unverified', before: old?.fingerprint }]
  if (old === undefined) return [{ id, name, kind: 'published', after: now.fingerprint }]
  const pair = { id, name, before: old.fingerprint, after: now.fingerprint }
  if (old.publicKeyHash === now.publicKeyHash) return [{ ...pair, kind: 'renewed' }]
  return [{ ...pair, kind: 'new-key', isAnnounced: replaces.includes(old.fingerprint) }]
}

/** Also whoever was dropped earlier, and is listed under `removed:` only now: some components hold it still. */
function findGone(base: Federation | undefined, { parties, removed }: Federation): readonly PartyChange[] {
  if (base === undefined) return []
  const present = new Set(parties.map(({ id }) => id))
  const gone = base.parties.filter(({ id }) => !present.has(id))
  const known = new Set([...base.parties, ...base.removed].map(({ id }) => id))
  const late = removed.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, name: id }))
  return [...gone, ...late].map(({ id, name }): PartyChange => {
    const removal = removed.find((each) => each.id === id)
    return removal === undefined ? { id, name, kind: 'dropped' } : { id, name, kind: 'leaves', reason: removal.reason }
  })
}
