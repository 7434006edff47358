import type { Fingerprint } from '../certificate/certificate.ts'
import { makeProblem, type Problem } from '../problem.ts'
import { PROFILES, type ProfileName } from '../profiles.ts'
import { quote } from '../quote.ts'
import type { Check } from './check.ts'
import type { Facts } from './facts.ts'
import { ok, skip, tell, tellOr, type Verdict } from './finding.ts'
import { judgeFact, valueOf } from './found.ts'
import type { PresentedCertificate, Probe, ProbeTarget } from './probe.ts'

export const PEER_ADDRESSES: Check<Facts> = {
  id: 'peer-addresses',
  title: 'MP-SPDZ',
  group: 'Peers',
  about:
    "With `--probe`: a TCP connection to each peer's MP-SPDZ. That it is refused is no fault: MP-SPDZ listens during a secure aggregation only.",
  judge: (facts) => judgeProbes(facts, 'mpspdz', 'this profile has no addresses of peers'),
}

export const RESEARCHER: Check<Facts> = {
  id: 'researcher',
  title: 'researcher',
  group: 'Peers',
  about:
    "With `--probe`, for a node: the researcher's server can be reached by TCP and TLS. No key of one's own is used.",
  judge: (facts) => judgeServer(facts, 'researcher', 'only a node connects to the researcher'),
}

export const SERVER: Check<Facts> = {
  id: 'server',
  title: 'server',
  group: 'Peers',
  about: 'With `--probe`, for the researcher: its own server listens, and speaks TLS.',
  judge: (facts) => judgeServer(facts, 'self', 'only the researcher has a server'),
}

export const SERVER_CERTIFICATE: Check<Facts> = {
  id: 'server-certificate',
  title: 'presented',
  group: 'Peers',
  about:
    "With `--probe`: the researcher's server presents the certificate that is declared and registered here, or, on the researcher itself, the one of its file. An error in `mutual-tls` alone.",
  judge: (facts) =>
    judgeFact(facts.probes, (probes) => {
      const compared = probes.flatMap(({ target, outcome }) =>
        outcome.kind === 'presented' ? [compare(target, outcome.certificate, facts)] : [],
      )
      return compared.length === 0 ? skip('no certificate was presented') : compared.flat()
    }),
}

function judgeProbes(facts: Facts, kind: ProbeTarget['kind'], otherwise: string): readonly Verdict[] {
  return judgeFact(facts.probes, (probes) => {
    const mine = probes.filter(({ target }) => target.kind === kind)
    return mine.length === 0 ? skip(otherwise) : mine.flatMap(judgeReach)
  })
}

/** The address of the server stands in the configuration, which may hold anything. */
function judgeServer(facts: Facts, kind: ProbeTarget['kind'], otherwise: string): readonly Verdict[] {
  const isMine = valueOf(facts.component)?.role === (kind === 'self' ? 'researcher' : 'node')
  if (facts.probes.kind === 'found' && isMine && facts.endpoint.kind === 'faulty') {
    return tell(...facts.endpoint.problems)
  }
  return judgeProbes(facts, kind, isMine ? 'its configuration names no server' : otherwise)
}

function judgeReach({ target, outcome }: Probe): readonly Verdict[] {
  const { party } = target
  const name = nameOf(target)
  const address = writeAddress(target)
  const say = (message: string): readonly Verdict[] => ok(`${name}, ${address}: ${message}`, party?.id)
  switch (outcome.kind) {
    case 'open':
      return say('open')
    case 'presented':
      return say(`TLS, ${describe(outcome.certificate)}`)
    case 'refused':
      return target.kind === 'mpspdz' ? say('refused, as it is outside a run') : warn(target, makeRefusal(address))
    case 'timeout':
      return warn(target, unreachable(target, `no answer within ${outcome.seconds} s`))
    case 'unreachable':
      return warn(target, unreachable(target, outcome.reason))
    case 'no-tls':
      return warn(target, makeProblem('SERVER_WITHOUT_TLS', {}, { address, reason: outcome.reason }))
  }
}

function makeRefusal(address: string): Problem {
  return makeProblem('SERVER_NOT_LISTENING', {}, { address })
}

function unreachable(target: ProbeTarget, reason: string): Problem {
  return makeProblem('PEER_UNREACHABLE', {}, { name: nameOf(target), address: writeAddress(target), reason })
}

function warn({ party }: ProbeTarget, problem: Problem): readonly Verdict[] {
  return tell(party === undefined ? problem : { ...problem, party: party.id })
}

function compare(target: ProbeTarget, presented: PresentedCertificate, facts: Facts): readonly Verdict[] {
  const profile = profileOf(facts)
  if (profile === undefined || PROFILES[profile].holdsAddress) return skip('this family serves another one there')
  const problems = target.kind === 'self' ? compareOwn(target, presented, facts) : comparePeer(target, presented, facts)
  const { party } = target
  const told = problems.map((problem) => (party === undefined ? problem : { ...problem, party: party.id }))
  return tellOr(told, target.kind === 'self' ? 'the one of its own file' : 'the one that is expected')
}

function compareOwn(target: ProbeTarget, { fingerprint }: PresentedCertificate, facts: Facts): readonly Problem[] {
  const { ownFingerprint: expected } = facts
  if (expected === undefined || expected === fingerprint) return []
  const file = valueOf(facts.component)?.certificateFile ?? ''
  const particulars = { address: writeAddress(target), presented: fingerprint, expected, file }
  return [makeProblem('SERVER_CERTIFICATE_OUTDATED', {}, particulars)]
}

/** What is registered decides about the handshake; what is declared, about the next one. */
function comparePeer(
  target: ProbeTarget,
  { fingerprint: presented }: PresentedCertificate,
  facts: Facts,
): readonly Problem[] {
  const address = writeAddress(target)
  return expectationsOf(target, facts)
    .filter(({ expected }) => expected !== presented)
    .map(({ expected, source }) => {
      if (profileOf(facts) === 'mutual-tls')
        return makeProblem('SERVER_CERTIFICATE_OTHER', {}, { address, presented, expected, source })
      return makeProblem('SERVER_CERTIFICATE_DIFFERS', {}, { address, presented, expected })
    })
}

interface PeerExpectation {
  readonly expected: Fingerprint
  readonly source: 'registered here' | 'declared'
}

/** Before mutual TLS nobody reads what is registered. */
function expectationsOf({ party }: ProbeTarget, facts: Facts): readonly PeerExpectation[] {
  const rows = profileOf(facts) === 'mutual-tls' ? (valueOf(facts.registry.content)?.registrations ?? []) : []
  const registered = rows.find(({ partyId }) => partyId === party?.id)?.fingerprint
  return [...expect(registered, 'registered here'), ...expect(party?.certificate?.fingerprint, 'declared')]
}

function expect(expected: Fingerprint | undefined, source: PeerExpectation['source']): readonly PeerExpectation[] {
  return expected === undefined ? [] : [{ expected, source }]
}

function profileOf({ component, declaration }: Facts): ProfileName | undefined {
  return valueOf(declaration)?.federation.profile ?? valueOf(component)?.profiles[0]
}

function describe({ organisation, commonName, fingerprint }: PresentedCertificate): string {
  const names = [
    ...(organisation === undefined ? [] : [`O=${quote(organisation)}`]),
    ...(commonName === undefined ? [] : [`CN=${quote(commonName)}`]),
  ]
  return [...names, `${fingerprint.slice(0, 15)}…`].join(', ')
}

function nameOf({ party, kind }: ProbeTarget): string {
  if (kind === 'self') return 'this researcher'
  return party === undefined ? 'the researcher' : quote(party.name)
}

function writeAddress({ host, port }: ProbeTarget): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
