import type { Options } from '../command-line/options.ts'
import { reachSource } from '../declaration/reach.ts'
import type { Contact } from '../domain/contact.ts'
import type { ObservationOrder } from '../domain/observation/order.ts'
import { exitCodeOfOutcomes } from '../domain/pass/exit-code.ts'
import { refusedOutcomes } from '../domain/pass/outcome.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import { recordPass, type PassResult } from '../domain/pass/record-pass.ts'
import type { Problem } from '../domain/problem.ts'
import { ONE_PASS, type WatchedFacts } from '../domain/status/evidence.ts'
import { outcomesOf, problemsOf } from '../errors.ts'
import { readComponent } from '../io/component/component.ts'
import type { World } from '../io/world/world.ts'
import type { DuePush } from '../observing/observe.ts'
import { applyPass, planPass, type Pass, type PassRequest } from '../reconciler.ts'
import { outcomesToJson, planToJson } from '../render/json.ts'
import { renderHead, renderOutcomes } from '../render/plan.ts'
import { renderPassSummary } from '../render/summary.ts'
import { saveStatus, type PassNews } from '../status/save-status.ts'
import type { CommandInput, Result } from './support/command.ts'
import { makeObservationOrder } from './support/observation-order.ts'
import { makePassRequest } from './support/pass-request.ts'
import { completeAssessment, completeRemedies } from './support/repeat.ts'
import { remarksOf, reportAssessment } from './support/report.ts'
import { chooseWriting } from './support/writing-mode.ts'

/** Runs one pass: applies what may be applied, or only reports it with `--mode report`. */
export async function reconcile(world: World, { options }: CommandInput): Promise<Result> {
  const request = { ...makePassRequest(world, options), writing: chooseWriting(options) }
  const now = world.clock.now()
  switch (options.mode) {
    case 'report': {
      const result = reportAssessment(await planPass(world, request), options, now)
      return {
        ...result,
        fields: { ...result.fields, mode: 'report', registrar: options.registrar, outcomes: [], backup: undefined },
      }
    }
    case 'apply':
      return describePass(await applyAndRemember(world, request, options), options, now)
  }
}

/** Runs a pass, keeps what `status` shows of it, whatever became of it, and tells the federation where the site lets it. */
async function applyAndRemember(world: World, request: PassRequest, options: Options): Promise<Pass> {
  const order = makeObservationOrder(options)
  const { source } = request
  const { directory } = request.component
  const startedAt = world.clock.now()
  const known: { contact?: Contact | undefined } = {}
  const remember = async (component: PassNews['component'], result: PassResult): Promise<Remembered> => {
    const record = recordPass(result, { directory, mode: 'apply', startedAt, endedAt: world.clock.now() })
    const facts = makeFacts(request, known.contact)
    return { record, facts, warning: await saveStatus(world, { component, source, pass: record, facts }) }
  }
  const run = async (): Promise<Pass> => {
    known.contact = await reach(world, request)
    return applyPass(world, { ...request, contact: known.contact })
  }
  const pass = await run().catch(async (error: unknown) => {
    // Where that cannot be kept either, the failure is what must be told.
    await remember(request.component, { kind: 'failed', problems: problemsOf(error), outcomes: outcomesOf(error) })
    throw error
  })
  const remembered = await remember(pass.assessment.component, { kind: 'applied', ...pass })
  const warnings = order === undefined ? [] : await tell(world, order, { pass, source, ...remembered })
  const { warning } = remembered
  return { ...pass, notices: [...pass.notices, ...(warning === undefined ? [] : [warning]), ...warnings] }
}

interface Remembered {
  readonly record: PassRecord
  readonly facts: WatchedFacts
  readonly warning: Problem | undefined
}

/** What went wrong with it is kept for `status`, too. */
async function tell(
  world: World,
  order: ObservationOrder,
  { pass, source, record, facts }: Omit<Remembered, 'warning'> & { readonly pass: Pass } & Pick<PassRequest, 'source'>,
): Promise<readonly Problem[]> {
  // Loaded only where it is switched on: a pass runs every minute in every container.
  const { observe } = await import('../observing/observe.ts')
  const { warnings: found, due } = await observe(world, order, { applied: pass, source, record, facts })
  const warnings = [...found, ...(due === undefined ? [] : await push(world, due))]
  if (warnings.length === 0) return []
  const { component } = pass.assessment
  const told = { ...record, problems: [...record.problems, ...warnings] }
  await saveStatus(world, { component, source, pass: told, facts })
  return warnings
}

async function push(world: World, due: DuePush): Promise<readonly Problem[]> {
  const { pushObservation } = await import('../observing/push.ts')
  const warning = await pushObservation(world, due)
  return warning === undefined ? [] : [warning]
}

/** Before the pass, so that it is known also where the pass fails. A component that cannot be read, the pass tells of. */
async function reach(world: World, { source, component: selection }: PassRequest): Promise<Contact | undefined> {
  if (source.kind === 'directory') return undefined
  const component = await readComponent(world, selection).catch(() => undefined)
  const reached = component && (await reachSource(world, { source, component }))
  return reached?.kind === 'repository' ? reached.contact : undefined
}

function makeFacts({ source }: PassRequest, contact: Contact | undefined): WatchedFacts {
  return source.kind === 'directory' ? ONE_PASS : { ...ONE_PASS, contact, maxStalenessMs: source.maxStalenessMs }
}

function describePass({ outcomes, backup, ...told }: Pass, options: Options, now: number): Result {
  const assessment = completeAssessment(told.assessment, options)
  const notices = completeRemedies(told.notices, options)
  return {
    exitCode: exitCodeOfOutcomes(assessment, outcomes),
    problems: [...assessment.problems, ...notices],
    remarks: [...remarksOf(assessment), ...notices],
    fields: {
      ...planToJson(assessment),
      mode: 'apply',
      registrar: options.registrar,
      outcomes: outcomesToJson([...outcomes, ...refusedOutcomes(assessment.verdict)], assessment),
      backup,
    },
    text: (style) =>
      renderHead(assessment, { style, now }) +
      renderOutcomes(assessment, outcomes, style) +
      renderPassSummary({ assessment, outcomes, backup }, style),
  }
}
