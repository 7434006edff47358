import type { World } from '../io/world/world.ts'
import { planPass } from '../reconciler.ts'
import type { CommandInput, Result } from './support/command.ts'
import { makePassRequest } from './support/pass-request.ts'
import { reportAssessment } from './support/report.ts'

/** Shows what `reconcile` would do, and why. */
export async function plan(world: World, { options }: CommandInput): Promise<Result> {
  const assessment = await planPass(world, makePassRequest(world, options))
  return reportAssessment(assessment, options, world.clock.now())
}
