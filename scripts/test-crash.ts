import { CONTAINERS } from '../test/harness/crash/containers.ts'
import { CUT_WRITES } from '../test/harness/crash/cut-writes.ts'
import { DISK_FAULTS } from '../test/harness/crash/disk-faults.ts'
import { KILL_PROGRAM } from '../test/harness/crash/kill-program.ts'
import { REAL_FILE_SYSTEMS } from '../test/harness/crash/real-file-systems.ts'
import { WATCHDOG } from '../test/harness/crash/watchdog.ts'
import { runHarness } from './harness.ts'

await runHarness({
  name: 'crash',
  round: 'calls of the program are tried in each scenario, spread evenly over all',
  rounds: 8,
  proofs: [...KILL_PROGRAM, ...CUT_WRITES, ...DISK_FAULTS, ...REAL_FILE_SYSTEMS, ...WATCHDOG, ...CONTAINERS],
})
