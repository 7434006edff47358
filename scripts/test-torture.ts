import { LIVE_WRITERS } from '../test/harness/torture/beside.ts'
import { MEETING } from '../test/harness/torture/meeting.ts'
import { OVERTAKEN } from '../test/harness/torture/overtaken.ts'
import { STARVED } from '../test/harness/torture/starved.ts'
import { runHarness } from './harness.ts'

await runHarness({
  name: 'torture',
  round: 'seconds',
  rounds: 75,
  proofs: [...LIVE_WRITERS, ...OVERTAKEN, ...STARVED, ...MEETING],
})
