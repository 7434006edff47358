import type { Invocation } from '../command-line/invocation.ts'
import type { World } from '../io/world/world.ts'
import { planPass } from '../reconciler.ts'
import type { Result } from './support/command.ts'
import { makePassRequest } from './support/pass-request.ts'
import { checkPlanFlags } from './support/plan-flags.ts'
import { reportAssessment } from './support/report.ts'

/** Shows what `reconcile` would do, and why; with `--all`, what a revision makes every party do. */
export async function plan(world: World, invocation: Pick<Invocation, 'typed' | 'options'>): Promise<Result> {
  const { options } = invocation
  checkPlanFlags(invocation)
  if (options.all) return (await import('./support/plan-all.ts')).planAll(world, options)
  const assessment = await planPass(world, makePassRequest(world, options))
  return reportAssessment(assessment, options, world.clock.now())
}
