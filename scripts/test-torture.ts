import { besideLong, besideWithin, control, freezeLong, freezeWithin } from '../test/harness/torture/beside.ts'
import { meeting } from '../test/harness/torture/meeting.ts'
import { overtaken } from '../test/harness/torture/overtaken.ts'
import { starved } from '../test/harness/torture/starved.ts'
import { runHarness } from './harness.ts'

await runHarness({
  name: 'torture',
  round: 'seconds',
  rounds: 75,
  proofs: [control, besideWithin, besideLong, freezeWithin, freezeLong, overtaken, starved, meeting],
})
