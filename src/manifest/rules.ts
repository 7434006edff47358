import type { Problem } from '../domain/problem.ts'
import type { Outline } from './outline.ts'
import type { Rule } from './rule.ts'
import {
  addressesAreGivenWhereNeeded,
  addressesAreReachable,
  addressesAreUnique,
  addressesLieInNetwork,
  networkIsCanonical,
} from './rules/address.ts'
import { certificatePathsAreUnique, certificatePathsBelongToTheirParty } from './rules/certificate-path.ts'
import { idsAreUnique, namesAreNoIds, namesAreUnique, nothingIsDeclaredAndRemoved } from './rules/identity.ts'
import { portsAreFree, portsAreUnprivileged } from './rules/port.ts'
import { hasTwoNodes, researcherIsDeclared } from './rules/size.ts'

/** The rules beyond the schema. A new rule is one function and one line here. */
const RULES: readonly Rule[] = [
  namesAreUnique,
  namesAreNoIds,
  idsAreUnique,
  nothingIsDeclaredAndRemoved,
  certificatePathsAreUnique,
  certificatePathsBelongToTheirParty,
  addressesAreGivenWhereNeeded,
  networkIsCanonical,
  addressesAreReachable,
  addressesLieInNetwork,
  addressesAreUnique,
  portsAreUnprivileged,
  portsAreFree,
  researcherIsDeclared,
  hasTwoNodes,
]

/** Holds a manifest against every rule. */
export function checkRules(outline: Outline): readonly Problem[] {
  return RULES.flatMap((rule) => rule(outline))
}
