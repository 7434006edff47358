import { quote } from '../quote.ts'
import { FAILED } from './grade.ts'
import type { Catalogue, NoFacts } from './kind.ts'

/** The facts of what is nobody's fault but our own. */
export interface DefectFacts {
  readonly DEMO_FAILED: { readonly reason: string }
  readonly DEMO_NEEDS_GIT: NoFacts
  readonly UNEXPECTED: { readonly message: string }
}

/** What is said where fbm-gitops itself fails. */
export const defectProblems: Catalogue<DefectFacts> = {
  DEMO_FAILED: {
    ...FAILED,
    meaning: 'The demonstration showed something that is not as it should be.',
    message: ({ reason }) => reason,
    remedy: () => 'This is a defect of fbm-gitops or of this machine. Please report it with the text above.',
  },
  DEMO_NEEDS_GIT: {
    ...FAILED,
    meaning: 'The demonstration plays around a git repository, and there is no git on the PATH.',
    message: () => 'There is no git in the absolute directories of the PATH. The demonstration has not begun.',
    remedy: () => 'Install git 2.30 or newer, for example: apt-get install git',
  },
  UNEXPECTED: {
    ...FAILED,
    meaning: 'A defect of fbm-gitops itself.',
    message: ({ message }) => `This is a defect of fbm-gitops: ${quote(message)}`,
    remedy: () => 'Please report it with the text above. The next `reconcile` recovers whatever was interrupted.',
  },
}
