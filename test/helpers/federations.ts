import type { Declaration } from '../../src/domain/declaration.ts'
import { NO_REVISION, type Federation, type Revision } from '../../src/domain/federation.ts'
import type { Party } from '../../src/domain/party.ts'
import { aCertificate, anAddress, anId, NOW } from './builders.ts'

/** A party with a certificate of its own at 10.221.0.2; `r` is the researcher. */
export function aParty(label: string, overrides: Partial<Party> = {}): Party {
  const id = overrides.id ?? anId(label)
  return {
    id,
    name: `name-${label}`,
    role: label === 'r' ? 'researcher' : 'node',
    address: anAddress(),
    certificate: aCertificate(label),
    certificatePath: `certificates/${id}.pem`,
    replaces: [],
    ...overrides,
  }
}

/** A federation of `r`, `a` and `b` in the profile with addresses. */
export function aFederation(overrides: Partial<Federation> = {}): Federation {
  return {
    name: 'oncology-network',
    profile: 'secagg-mpspdz',
    parties: ['r', 'a', 'b'].map((label) => aParty(label)),
    removed: [],
    ...overrides,
  }
}

/** What was read of a federation; nothing is wrong with it, save that it lacks certificates where parties do. */
export function aDeclaration(
  overrides: Partial<Federation> = {},
  more: Partial<Pick<Declaration, 'problems' | 'revision'>> = {},
): Declaration {
  const federation = aFederation(overrides)
  return { federation, revision: NO_REVISION, problems: [], certificates: undefined, ...more }
}

/** A commit of two days ago. */
export function aRevision(digit: string, subject: string): Revision {
  return { id: digit.repeat(40), subject, author: 'Ada Admin', time: NOW - 2 * 86_400_000 }
}
