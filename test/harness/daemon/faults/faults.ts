import type { Proof } from '../../../../scripts/harness.ts'
import { ACCESS_FAULTS } from './access.ts'
import { DECLARATION_FAULTS } from './declaration.ts'
import { DISK_FAULTS } from './disk.ts'
import { HISTORY_FAULTS } from './history.ts'
import { PROCESS_FAULTS } from './processes.ts'
import { REGISTRY_FAULTS } from './registry.ts'
import { SERVER_FAULTS } from './server.ts'
import { SINK_FAULTS } from './sinks.ts'
import { STATE_FAULTS } from './state.ts'
import { SYSTEM_FAULTS } from './system.ts'
import { TIME_FAULTS } from './time.ts'

/** What can fail around a daemon, each with what must hold. The longest begin first: they run beside each other. */
export const FAULTS: readonly Proof[] = [
  ...PROCESS_FAULTS,
  ...SERVER_FAULTS,
  ...ACCESS_FAULTS,
  ...HISTORY_FAULTS,
  ...DECLARATION_FAULTS,
  ...DISK_FAULTS,
  ...REGISTRY_FAULTS,
  ...STATE_FAULTS,
  ...SYSTEM_FAULTS,
  ...SINK_FAULTS,
  ...TIME_FAULTS,
]
