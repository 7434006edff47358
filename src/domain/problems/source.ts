import type { Catalogue } from './kind.ts'
import { directoryProblems, type DirectoryFacts } from './source/directory.ts'
import { gitProblems, type GitFacts } from './source/git.ts'

export interface SourceFacts extends DirectoryFacts, GitFacts {}

/** What is said of a federation directory that cannot be read, or only in part. */
export const sourceProblems: Catalogue<SourceFacts> = { ...directoryProblems, ...gitProblems }
