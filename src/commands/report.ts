import type { Invocation } from '../command-line/invocation.ts'
import { isNamed } from '../command-line/components.ts'
import { usageError } from '../command-line/usage.ts'
import { sortProblems } from '../domain/problem.ts'
import type { DriftReport } from '../domain/report/drift-report.ts'
import { makeDriftReport } from '../domain/report/make-drift-report.ts'
import type { World } from '../io/world/world.ts'
import { reportToJson } from '../render/report/json.ts'
import { renderReport } from '../render/report/text.ts'
import { readBaseline } from './support/baseline.ts'
import type { Result } from './support/command.ts'
import { completeRemedies } from './support/repeat.ts'
import { loadReportDocuments } from './support/report-documents.ts'
import { gatherFederation } from './support/report-federation.ts'
import { gatherComponent } from './support/report-component.ts'

/**
 * Tells who has registered whom: from the repository and what the components have published there, or of one component from
 * its own registry. Everything that is shown, and the exit code, is that of one report.
 */
export async function report(world: World, invocation: Invocation): Promise<Result> {
  const { options } = invocation
  const isOwn = isNamed(invocation)
  refuseContradictions(invocation, isOwn)
  const { facts, problems } = isOwn ? await gatherComponent(world, options) : await gatherFederation(world, options)
  const { failOn, exitZero } = options
  const baseline = readBaseline(world, options.baseline, facts)
  const made = makeDriftReport({ ...facts, baseline, failOn, exitZero })
  // Elsewhere than here a command needs other flags.
  const complete = <Told extends { readonly remedy: string | undefined }>(all: readonly Told[]): readonly Told[] =>
    isOwn ? completeRemedies(all, options) : all
  const shown: DriftReport = { ...made, findings: complete(made.findings) }
  const documents = await loadReportDocuments(invocation, world.version)
  return {
    exitCode: shown.exitCode,
    problems: complete(sortProblems([...facts.declaration.problems, ...problems])),
    remarks: complete(problems),
    fields: reportToJson(shown),
    text: (style) => renderReport(shown, style),
    document: (format) => documents(format, shown),
  }
}

function refuseContradictions({ options }: Invocation, isOwn: boolean): void {
  const { failOn, baseline, observations } = options
  if (failOn === 'new' && baseline === undefined) {
    throw usageError('--fail-on new needs something to compare with.', 'Name an earlier JSON report: --baseline FILE')
  }
  if (isOwn && observations.length > 0) {
    const message = '--observations and --component contradict each other: a component is compared here and now.'
    throw usageError(message, 'Leave out one of them; without --component all components are reported on.')
  }
}
