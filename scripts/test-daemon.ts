import { BURSTS } from '../test/harness/daemon/bursts.ts'
import { CHAOS } from '../test/harness/daemon/chaos.ts'
import { FAULTS } from '../test/harness/daemon/faults/faults.ts'
import { LOOP } from '../test/harness/daemon/loop.ts'
import { runHarness } from './harness.ts'

await runHarness({ name: 'daemon', round: 'bursts', rounds: 60, proofs: [...LOOP, ...BURSTS, ...CHAOS, ...FAULTS] })
