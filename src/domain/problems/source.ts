import type { Catalogue } from './kind.ts'
import { baseProblems, type BaseFacts } from './source/base.ts'
import { commitsProblems, type CommitsFacts } from './source/commits.ts'
import { directoryProblems, type DirectoryFacts } from './source/directory.ts'
import { gitProblems, type GitFacts } from './source/git.ts'
import { historyProblems, type HistoryFacts } from './source/history.ts'
import { observedProblems, type ObservedFacts } from './source/observed.ts'
import { remoteProblems, type RemoteFacts } from './source/remote.ts'
import { repositoryProblems, type RepositoryFacts } from './source/repository.ts'

export interface SourceFacts
  extends
    BaseFacts,
    CommitsFacts,
    DirectoryFacts,
    GitFacts,
    HistoryFacts,
    ObservedFacts,
    RemoteFacts,
    RepositoryFacts {}

/** What is said of a federation directory that cannot be read, or only in part. */
export const sourceProblems: Catalogue<SourceFacts> = {
  ...baseProblems,
  ...commitsProblems,
  ...directoryProblems,
  ...gitProblems,
  ...historyProblems,
  ...observedProblems,
  ...remoteProblems,
  ...repositoryProblems,
}
