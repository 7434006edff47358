import type { Catalogue } from './kind.ts'
import { backupProblems, type BackupFacts } from './state/backup.ts'
import { freezeProblems, type FreezeFacts } from './state/freeze.ts'
import { lockProblems, type LockFacts } from './state/lock.ts'
import { registrarCommandProblems, type RegistrarCommandFacts } from './state/registrar-command.ts'
import { registryFileProblems, type RegistryFileFacts } from './state/registry-file.ts'
import { registryWriteProblems, type RegistryWriteFacts } from './state/registry-write.ts'
import { stateDirectoryProblems, type StateDirectoryFacts } from './state/state-directory.ts'

/** The facts of the registry as a file, and of what lies beside it in the state directory. */
export interface StateFacts
  extends
    BackupFacts,
    FreezeFacts,
    LockFacts,
    RegistrarCommandFacts,
    RegistryFileFacts,
    RegistryWriteFacts,
    StateDirectoryFacts {}

/** What is said of the registry as a file, and of what lies beside it. */
export const stateProblems: Catalogue<StateFacts> = {
  ...backupProblems,
  ...freezeProblems,
  ...lockProblems,
  ...registrarCommandProblems,
  ...registryFileProblems,
  ...registryWriteProblems,
  ...stateDirectoryProblems,
}
