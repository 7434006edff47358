import type { Component } from '../component.ts'
import { judgeCertificate } from '../certificate/judge.ts'
import type { Expectation } from '../certificate/check.ts'
import { makeProblem } from '../problem.ts'
import type { ProfileName } from '../profiles.ts'
import type { Check } from './check.ts'
import type { Facts, KeyFile } from './facts.ts'
import { ok, tell, type Verdict } from './finding.ts'
import { judgeFact, valueOf, whereKnown } from './found.ts'
import { writeDate, writeMode } from './write.ts'

/** Readable, or writable, by the group or by everybody. */
const FOR_OTHERS = 0o066

export const CERTIFICATE: Check<Facts> = {
  id: 'certificate',
  title: 'certificate',
  group: 'Component',
  about:
    'The own certificate is there and passes every rule by which the federation judges it, among them its validity: 90, 30 and 7 days before its end are a warning.',
  judge: (facts) => whereKnown(facts.component, 'the component', (self) => judgeOwn(self, facts)),
}

export const KEY_PAIR: Check<Facts> = {
  id: 'key-pair',
  title: 'key pair',
  group: 'Component',
  about: 'The private key belongs to the certificate. Its bytes are compared and wiped, never shown.',
  judge: ({ keyPair }) => judgeFact(keyPair, () => ok('the private key belongs to the certificate')),
}

export const KEY_FILE: Check<Facts> = {
  id: 'key-file',
  title: 'key file',
  group: 'Component',
  about: 'Nobody but its owner may read the private key.',
  judge: ({ keyFile }) => judgeFact(keyFile, judgeMode),
}

export const KEY_PLACE: Check<Facts> = {
  id: 'key-place',
  title: 'key place',
  group: 'Component',
  about: 'The private key lies neither in the federation directory nor in the work tree around it.',
  judge: ({ keyFile }) => whereKnown(keyFile, 'the key file', judgePlace),
}

function judgeOwn(self: Component, facts: Facts): readonly Verdict[] {
  const profile = valueOf(facts.declaration)?.federation.profile ?? self.profiles[0]
  return judgeFact(facts.certificate, (bytes) =>
    profile === undefined ? ok('it is there') : judgeBytes(bytes, expect(self, profile, facts)),
  )
}

function expect(self: Component, profile: ProfileName, { now, declaration }: Facts): Expectation {
  const party = valueOf(declaration)?.federation.parties.find(({ id }) => id === self.id)
  const { id: partyId, role, certificateFile: file } = self
  return { partyId, profile, role, address: party?.address ?? self.address, now, file, keptBy: 'itself' }
}

function judgeBytes(bytes: Uint8Array, expectation: Expectation): readonly Verdict[] {
  const { certificate, problems } = judgeCertificate(bytes, expectation)
  const told = tell(...problems)
  if (certificate === undefined || told.length > 0) return told
  return ok(`valid until ${writeDate(certificate.notAfter)}, ${certificate.fingerprint.slice(0, 15)}…`)
}

function judgeMode({ file, mode, uid, owner }: KeyFile): readonly Verdict[] {
  if ((mode & FOR_OTHERS) === 0) return ok(`mode ${writeMode(mode)}, of user ${uid}`)
  const facts = { file, mode: writeMode(mode), owner: String(owner), isOwners: uid === owner }
  return tell(makeProblem('KEY_READABLE_BY_OTHERS', { file }, facts))
}

function judgePlace({ file, within }: KeyFile): readonly Verdict[] {
  if (within === undefined) return ok('apart from the federation')
  const { directory, isFederation } = within
  return tell(makeProblem(isFederation ? 'KEY_IN_FEDERATION' : 'KEY_IN_REPOSITORY', { file }, { file, directory }))
}
