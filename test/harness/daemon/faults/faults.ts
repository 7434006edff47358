import type { Proof } from '../../../../scripts/harness.ts'
import { SERVER_FAULTS } from './server.ts'

/** What can fail around a daemon, each with what must hold. */
export const FAULTS: readonly Proof[] = [...SERVER_FAULTS]
