import { besideLong, besideWithin, control, freezeLong, freezeWithin } from '../test/harness/torture/beside.ts'
import { runHarness } from './harness.ts'

await runHarness({
  name: 'torture',
  round: 'seconds',
  rounds: 75,
  proofs: [control, besideWithin, besideLong, freezeWithin, freezeLong],
})
