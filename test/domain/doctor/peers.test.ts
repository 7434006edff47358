import * as assert from 'uvu/assert'
import { COMPONENT_CHECKS, examine } from '../../../src/domain/doctor/checks.ts'
import type { Facts } from '../../../src/domain/doctor/facts.ts'
import { exitCodeOfFindings, type Finding, type FindingResult } from '../../../src/domain/doctor/finding.ts'
import { found } from '../../../src/domain/doctor/found.ts'
import { listTargets, parseEndpoint, type ProbeOutcome } from '../../../src/domain/doctor/probe.ts'
import { makeProblem, type ProblemCode } from '../../../src/domain/problem.ts'
import type { ProfileName } from '../../../src/domain/profiles.ts'
import { aCertificate, aFingerprint, anId } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'
import {
  aDeclaration,
  aFederation,
  aProbe,
  aRegistryReading,
  OWN_FINGERPRINT,
  RESEARCHER_ID,
  self,
  someFacts,
} from './helpers/facts.ts'

interface Case {
  readonly what: string
  readonly facts: Facts
  readonly check: 'researcher' | 'server' | 'server-certificate'
  readonly result: FindingResult
  readonly says: ProblemCode | RegExp
}

const presents = (label: string): ProbeOutcome => ({
  kind: 'presented',
  certificate: { fingerprint: aFingerprint(label), organisation: 'Fed-BioMed', commonName: 'server\u001b[31m' },
})
const researcher = { id: anId('r'), name: 'server', certificate: aCertificate('researcher') }
const server = { host: '10.222.0.2', port: 50_051, party: researcher }

/** What a node finds out of the researcher's server. */
function seen(profile: ProfileName, outcome: ProbeOutcome, more: Partial<Facts> = {}): Facts {
  return someFacts({
    component: found(self({ profiles: [profile] })),
    declaration: found(aDeclaration({ federation: aFederation(profile) })),
    probes: found([aProbe({ kind: 'researcher', ...server }, outcome)]),
    ...more,
  })
}

/** What the researcher finds out of its own server. */
function seenByItself(profile: ProfileName, outcome: ProbeOutcome): Facts {
  const component = self({ id: anId('r'), role: 'researcher', profiles: [profile] })
  return seen(profile, outcome, {
    component: found(component),
    ownFingerprint: OWN_FINGERPRINT,
    probes: found([aProbe({ kind: 'self', ...server, host: '127.0.0.1' }, outcome)]),
  })
}

const own: ProbeOutcome = {
  kind: 'presented',
  certificate: { fingerprint: OWN_FINGERPRINT, organisation: undefined, commonName: undefined },
}
const registered = (label: string): Partial<Facts> => {
  const registrations = [{ partyId: RESEARCHER_ID, fingerprint: aFingerprint(label), address: undefined }]
  return { registry: aRegistryReading({ content: found({ registrations, otherTables: 0 }) }) }
}
const unusable = { origin: '[researcher] ip and port', value: '-oProxyCommand=x' }

const cases: readonly Case[] = [
  {
    what: 'the expected certificate',
    facts: seen('mutual-tls', presents('researcher')),
    check: 'server-certificate',
    result: 'ok',
    says: /expected/,
  },
  {
    what: 'what is declared and not registered',
    facts: seen('mutual-tls', presents('researcher'), registered('old')),
    check: 'server-certificate',
    result: 'error',
    says: 'SERVER_CERTIFICATE_OTHER',
  },
  {
    what: 'what is registered and not declared',
    facts: seen('mutual-tls', presents('old'), registered('old')),
    check: 'server-certificate',
    result: 'error',
    says: 'SERVER_CERTIFICATE_OTHER',
  },
  {
    what: 'another certificate, before mutual TLS',
    facts: seen('party', presents('other')),
    check: 'server-certificate',
    result: 'warning',
    says: 'SERVER_CERTIFICATE_DIFFERS',
  },
  {
    what: 'a certificate for another purpose',
    facts: seen('secagg-mpspdz', presents('grpc')),
    check: 'server-certificate',
    result: 'skipped',
    says: /another one/,
  },
  {
    what: 'no certificate',
    facts: seen('mutual-tls', { kind: 'refused' }),
    check: 'server-certificate',
    result: 'skipped',
    says: /no certificate/,
  },
  {
    what: 'its own certificate',
    facts: seenByItself('mutual-tls', own),
    check: 'server-certificate',
    result: 'ok',
    says: /own file/,
  },
  {
    what: 'an older certificate of its own',
    facts: seenByItself('mutual-tls', presents('old')),
    check: 'server-certificate',
    result: 'error',
    says: 'SERVER_CERTIFICATE_OUTDATED',
  },
  {
    what: 'a server that presents one',
    facts: seen('mutual-tls', presents('researcher')),
    check: 'researcher',
    result: 'ok',
    says: /TLS, O=Fed-BioMed, CN=server\\u\{1b\}/,
  },
  {
    what: 'a server that is not running',
    facts: seen('mutual-tls', { kind: 'refused' }),
    check: 'researcher',
    result: 'warning',
    says: 'SERVER_NOT_LISTENING',
  },
  {
    what: 'a server out of reach',
    facts: seen('party', { kind: 'timeout', seconds: 3 }),
    check: 'researcher',
    result: 'warning',
    says: 'PEER_UNREACHABLE',
  },
  {
    what: 'a server without TLS',
    facts: seen('party', { kind: 'no-tls', reason: 'it is mute' }),
    check: 'researcher',
    result: 'warning',
    says: 'SERVER_WITHOUT_TLS',
  },
  {
    what: 'an address that is none',
    facts: seen('party', own, {
      endpoint: { kind: 'faulty', problems: [makeProblem('PROBE_ADDRESS_UNUSABLE', {}, unusable)] },
    }),
    check: 'researcher',
    result: 'warning',
    says: 'PROBE_ADDRESS_UNUSABLE',
  },
  {
    what: 'a configuration without a server',
    facts: seen('party', own, { probes: found([]), endpoint: found(undefined) }),
    check: 'researcher',
    result: 'skipped',
    says: /names no server/,
  },
  {
    what: 'a researcher',
    facts: seenByItself('party', own),
    check: 'researcher',
    result: 'skipped',
    says: /only a node/,
  },
  {
    what: 'a server of its own that listens',
    facts: seenByItself('party', own),
    check: 'server',
    result: 'ok',
    says: /this researcher, 127\.0\.0\.1:50051: TLS/,
  },
  {
    what: 'a server of its own that does not',
    facts: seenByItself('party', { kind: 'refused' }),
    check: 'server',
    result: 'warning',
    says: 'SERVER_NOT_LISTENING',
  },
  { what: 'a node', facts: seen('party', own), check: 'server', result: 'skipped', says: /only the researcher/ },
]

suite('what is found by reaching for peers', (test) => {
  for (const { what, facts, check, result, says } of cases) {
    test(`${check}: is ${result} for ${what}`, () => {
      const [finding, ...more] = of(check, facts)

      assert.is(finding?.result, result)
      if (typeof says === 'string') assert.is(finding?.problem?.code, says)
      else assert.match(finding?.message ?? '', says)
      assert.equal(more, [])
    })
  }

  test('tells both fingerprints where another certificate is presented, and ends with 21', () => {
    const facts = seen('mutual-tls', presents('stranger'))

    const findings = of('server-certificate', facts)

    assert.is(findings.length, 2)
    for (const { message } of findings) {
      assert.match(message, aFingerprint('stranger'))
      assert.match(message, aFingerprint('researcher'))
    }
    assert.is(exitCodeOfFindings(findings), 21)
  })
})

suite('the targets of a probe', (test) => {
  const endpoint = { host: '0.0.0.0', port: 50_051 }

  test('are all peers with an address and the researcher, never the component itself', () => {
    const targets = listTargets(self(), aFederation(), { host: 'server.example', port: 50_051 })

    assert.equal(
      targets.map(({ kind, host, party }) => [kind, host, party?.name]),
      [
        ['mpspdz', '10.221.0.9', 'server'],
        ['mpspdz', '10.221.0.4', 'hospital-b'],
        ['researcher', 'server.example', 'server'],
      ],
    )
  })

  test('are, for a researcher that listens everywhere, this machine', () => {
    const component = self({ role: 'researcher', id: anId('r') })

    assert.equal(
      listTargets(component, aFederation('mutual-tls'), endpoint).map(({ kind, host }) => [kind, host]),
      [['self', '127.0.0.1']],
    )
    assert.is(listTargets(component, undefined, { ...endpoint, host: '::' })[0]?.host, '::1')
  })

  test('are none without an address and a federation', () => {
    assert.equal(listTargets(self(), undefined, undefined), [])
  })

  for (const [host, port] of [
    ['localhost', '50051'],
    ['a-b.example', '1'],
    ['10.222.0.2', '65535'],
    ['fd00::1', '50051'],
  ] as const) {
    test(`may be at ${host}:${port}`, () => {
      assert.equal(parseEndpoint(host, port), { host, port: Number(port) })
    })
  }

  for (const [host, port] of [
    ['-oProxyCommand=x', '1'],
    ['a b', '1'],
    ['a\nb', '1'],
    ['a;id', '1'],
    ['$(id)', '1'],
    ['a/../b', '1'],
    ['/var/run/docker.sock', '1'],
    ['hоspital', '1'],
    ['__proto__', '1'],
    ['', '1'],
    ['a'.repeat(300), '1'],
    ['a', '0'],
    ['a', '65536'],
    ['a', '5e1'],
    ['a', '0x1'],
    ['a', ' 1'],
  ] as const) {
    test(`are never at ${JSON.stringify(host).slice(0, 40)}:${JSON.stringify(port)}`, () => {
      assert.is(parseEndpoint(host, port), undefined)
    })
  }
})

function of(check: string, facts: Facts): readonly Finding[] {
  return examine(COMPONENT_CHECKS, facts).filter((finding) => finding.check === check)
}
