import { detectDrift } from '../../../../src/domain/pass/drift.ts'
import { makePlan, type Plan } from '../../../../src/domain/pass/plan.ts'
import { aCertificate, aDesired, anEntry, anId, aRegistration } from '../../../helpers/builders.ts'

/** What a plan is to order, as labels of parties. */
export interface Orders {
  /** Parties that are registered as we wrote them and listed under `removed:`. */
  readonly deletions?: readonly string[]
  /** Parties whose certificate was renewed. */
  readonly replacements?: readonly string[]
  readonly registrations?: readonly string[]
  /** Parties registered by hand that the operator adopts. */
  readonly adoptions?: readonly string[]
}

/** The plan that orders just this. */
export function planOf(orders: Orders, componentId: string = anId('self')): Plan {
  const adopt = new Set<string>((orders.adoptions ?? []).map(anId))
  const decisions = { adopt, overwrite: new Set<string>() }
  return makePlan(detectDrift(stateOf(orders)), { componentId, profile: 'secagg-mpspdz', decisions })
}

/** The state from which just these orders follow. */
export function stateOf(orders: Orders): Parameters<typeof detectDrift>[0] {
  const { deletions = [], replacements = [], registrations = [], adoptions = [] } = orders
  const renewed = aCertificate('second', 'first')
  const ours = [...deletions, ...replacements]
  return {
    desired: {
      registrations: [...replacements, ...registrations, ...adoptions].map((label) =>
        aDesired({ partyId: anId(label), certificate: renewed }),
      ),
      unverified: [],
      excluded: [],
      removed: new Set(deletions.map(anId)),
    },
    recorded: new Map(ours.map((label) => [anId(label), anEntry({ partyId: anId(label) })])),
    observed: { registrations: [...ours, ...adoptions].map((label) => aRegistration({ partyId: anId(label) })) },
    denied: new Set(),
    holdsAddress: true,
    isExclusive: false,
  }
}
