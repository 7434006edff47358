import type { VerifiedCertificates } from './certificate/certificate.ts'
import type { Federation, Revision } from './federation.ts'
import type { Problem } from './problem.ts'

/** What a pass works from: the federation, the commit that declares it, and what is wrong with single parties. */
export interface Declaration {
  readonly federation: Federation
  readonly revision: Revision
  readonly problems: readonly Problem[]
  /** Absent where an earlier pass has judged them: nothing may be registered or adopted from such a declaration. */
  readonly certificates: VerifiedCertificates | undefined
}
