import type { Federation } from '../../src/domain/federation.ts'
import type { Party } from '../../src/domain/party.ts'
import { assess, type Assessment, type Situation } from '../../src/domain/pass/assessment.ts'
import { aCertificate, aComponent, aFingerprint, anAddress, anEntry, anId, aRegistration, NOW } from './builders.ts'

/** What a pass over `hospital-a` finds; `overrides` changes `hospital-b`. One of each: to register, to replace, to adopt, conflicting, foreign, and waiting. */
export function aPlannedAssessment(overrides: Partial<Party> = {}): Assessment {
  return assess(aPlannedSituation(overrides))
}

/** What that pass decides from. */
export function aPlannedSituation(overrides: Partial<Party> = {}): Situation {
  const party = (label: string, name: string, last: number): Party => ({
    id: anId(label),
    name,
    role: label === 'r' ? 'researcher' : 'node',
    address: anAddress(last),
    certificate: label === 'c' ? undefined : aCertificate(label),
    certificatePath: `certificates/${anId(label)}.pem`,
    replaces: [aFingerprint('old')],
  })
  const federation: Federation = {
    name: 'oncology-network',
    profile: 'secagg-mpspdz',
    parties: [
      party('r', 'server', 1),
      { ...party('a', 'hospital-a', 2) },
      { ...party('b', 'hospital-b', 2), ...overrides },
      party('c', 'hospital-c', 3),
      party('d', 'hospital-d', 4),
      party('e', 'hospital-e', 5),
    ],
    removed: [],
  }
  return {
    component: aComponent({ id: anId('a') }),
    declaration: {
      federation,
      revision: {
        id: '3f2c1a9'.padEnd(40, '0'),
        subject: 'Add hospital-c',
        author: 'Ada',
        time: NOW - 2.5 * 86_400_000,
      },
      problems: [],
      certificates: new Map(),
    },
    local: {
      observed: {
        registrations: [
          aRegistration({ partyId: anId('b'), fingerprint: aFingerprint('old') }),
          aRegistration({ partyId: anId('d'), fingerprint: aFingerprint('other'), address: anAddress(4) }),
          aRegistration({ partyId: anId('e'), fingerprint: aFingerprint('e'), address: anAddress(5) }),
          aRegistration({ partyId: 'somebody', address: anAddress(9) }),
        ],
      },
      inventory: {
        federation: 'oncology-network',
        revision: 'none',
        entries: new Map([[anId('b'), anEntry({ fingerprint: aFingerprint('old') })]]),
      },
      denied: new Set(),
      ownFingerprint: aFingerprint('a'),
      problems: [],
    },
    decisions: { adopt: new Set(), overwrite: new Set() },
    policy: { allowDelete: new Set(), allowReplace: new Set(), planDigest: undefined },
  }
}

/** What the pass after that finds where all is as declared: two peers, and nothing to do; `overrides` changes the input. */
export function anAssessmentInSync(overrides: Partial<Situation> = {}): Assessment {
  const peers = ['b', 'e']
  const { component, declaration, local, decisions, policy } = aPlannedSituation()
  const federation = {
    ...declaration.federation,
    parties: declaration.federation.parties.filter(({ id }) => [...peers, 'a'].some((label) => id === anId(label))),
  }
  const held = peers.map((label) => ({ label, address: anAddress(label === 'b' ? 2 : 5) }))
  const inSync: Situation = {
    component,
    declaration: { ...declaration, federation },
    local: {
      ...local,
      observed: {
        registrations: held.map(({ label, address }) =>
          aRegistration({ partyId: anId(label), fingerprint: aFingerprint(label), address }),
        ),
      },
      inventory: {
        federation: federation.name,
        revision: declaration.revision.id,
        entries: new Map(
          held.map(({ label, address }) => {
            const { fingerprint, publicKeyHash } = aCertificate(label)
            return [anId(label), anEntry({ partyId: anId(label), fingerprint, publicKeyHash, address })]
          }),
        ),
      },
    },
    decisions,
    policy,
  }
  return assess({ ...inSync, ...overrides })
}
