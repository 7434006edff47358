import { proveBeside } from '../test/harness/containers/beside.ts'
import { proveExecutable } from '../test/harness/containers/executable.ts'
import { proveFederations } from '../test/harness/containers/federation.ts'
import { endRound, playRound, type Round } from '../test/harness/containers/round.ts'
import { withStage } from '../test/harness/containers/stage.ts'
import { runHarness } from './harness.ts'

await withStage(async (open) => {
  let round: Round | undefined
  // One at a time: both families have the addresses of the one VPN.
  const openRound = async (family: Round['family']): Promise<Round> => {
    if (round?.family === family) return round
    if (round !== undefined) await endRound(round)
    round = undefined
    round = await playRound(await open(), family)
    return round
  }
  const proofs = [...proveExecutable(open), ...proveFederations(openRound)]
  // Those of family C last: each change of family begins anew.
  proofs.splice(-1, 0, ...proveBeside(openRound))
  await runHarness({ name: 'containers', round: 'rounds', rounds: 1, proofs })
})
