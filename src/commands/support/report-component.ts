import type { Options } from '../../command-line/options.ts'
import { makeObservation } from '../../domain/observation/make-observation.ts'
import { exitCodeOfPlan } from '../../domain/pass/exit-code.ts'
import type { ReceivedObservation } from '../../domain/report/facts.ts'
import type { Condition } from '../../domain/status/condition.ts'
import { hideSecret } from '../../domain/url-secret.ts'
import { readDeclarationCommits } from '../../io/source/declaration-commits.ts'
import type { World } from '../../io/world/world.ts'
import { planPass, type Inspection } from '../../reconciler.ts'
import { readStatusOf } from '../../status/read-status.ts'
import { makePassRequest } from './pass-request.ts'
import { describeDeclaration, type GatheredFacts } from './report-federation.ts'

const HOUR_MS = 3_600_000

/**
 * Gathers what a report on one component is made from: its registry is compared here and now, as
 * `plan` does it; its conditions are those that `status` shows.
 */
export async function gatherComponent(world: World, options: Options): Promise<GatheredFacts> {
  const inspection = await planPass(world, makePassRequest(world, options))
  const { component, declaration, committed, problems, plan } = inspection
  const { federation, revision } = declaration
  const now = world.clock.now()
  const status = readStatusOf(world, component)
  const paths = federation.parties.map(({ certificatePath }) => certificatePath)
  // What is wrong with single registrations is told party by party.
  const others = problems.filter((problem) => !plan.problems.includes(problem))
  const { repository, federation: directory } = options
  const facts = {
    ...describeDeclaration({ federation, revision, problems: others, committed }, options),
    source: repository === undefined ? directory : hideSecret(repository),
    received: observe(world, inspection, { now, conditions: status.conditions }),
    history: new Map([[revision.id, 'same' as const]]),
    divergence: [],
    isShallow: false,
    moved: new Map(),
    commits: committed === undefined ? new Map() : readDeclarationCommits(world, committed, paths),
    now,
    scope: component.id,
  }
  return { facts, problems: status.problems }
}

interface Seen {
  readonly now: number
  readonly conditions: readonly Condition[]
}

function observe(
  { version }: World,
  inspection: Inspection,
  { now, conditions }: Seen,
): readonly ReceivedObservation[] {
  const { component } = inspection
  const record = { exitCode: exitCodeOfPlan(inspection), endedAt: now }
  const pass = { assessment: inspection, outcomes: [], record, conditions }
  const observation = makeObservation(pass, { version, validForMs: HOUR_MS, foreignNames: true })
  if (observation === undefined) return []
  return [{ party: component.id, label: component.directory, content: { kind: 'live', observation } }]
}
