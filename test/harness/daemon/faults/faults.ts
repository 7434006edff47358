import type { Proof } from '../../../../scripts/harness.ts'
import { ACCESS_FAULTS } from './access.ts'
import { DECLARATION_FAULTS } from './declaration.ts'
import { HISTORY_FAULTS } from './history.ts'
import { DISK_FAULTS } from './disk.ts'
import { REGISTRY_FAULTS } from './registry.ts'
import { SERVER_FAULTS } from './server.ts'
import { STATE_FAULTS } from './state.ts'

/** What can fail around a daemon, each with what must hold. */
export const FAULTS: readonly Proof[] = [
  ...SERVER_FAULTS,
  ...ACCESS_FAULTS,
  ...HISTORY_FAULTS,
  ...DECLARATION_FAULTS,
  ...DISK_FAULTS,
  ...REGISTRY_FAULTS,
  ...STATE_FAULTS,
]
