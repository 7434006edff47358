import type { Catalogue } from './kind.ts'
import { driftProblems, type DriftFacts } from './pass/drift.ts'
import { federationProblems, type FederationFacts } from './pass/federation.ts'
import { reviewProblems, type ReviewFacts } from './pass/review.ts'
import { selfProblems, type SelfFacts } from './pass/self.ts'

/** The facts of what a pass finds between declaration, inventory and registry. */
export interface PassFacts extends DriftFacts, FederationFacts, ReviewFacts, SelfFacts {}

/** What is said of what a pass finds between declaration, inventory and registry. */
export const passProblems: Catalogue<PassFacts> = {
  ...driftProblems,
  ...federationProblems,
  ...reviewProblems,
  ...selfProblems,
}
