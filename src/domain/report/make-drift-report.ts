import { comparePeer } from './compare-peer.ts'
import { compareWithBaseline, markNew } from './baseline.ts'
import { countCells } from './count-cells.ts'
import type { DriftFinding, DriftReport, ReportScope } from './drift-report.ts'
import { exitCodeOfReport } from './exit-code.ts'
import type { ReportFacts } from './facts.ts'
import { arrangeFindings } from './finding.ts'
import { findCertificates } from './findings/certificates.ts'
import { findDeclaration } from './findings/declaration.ts'
import { findHistory } from './findings/history.ts'
import { findObservations } from './findings/observations.ts'
import { findOthers } from './findings/others.ts'
import { findRegistrations, type Pair } from './findings/registrations.ts'
import { reachVerdict } from './verdict.ts'
import { makeViews, type View } from './views.ts'

/** Compares what the federation declares with what its components have told: everything that a report says follows here. */
export function makeDriftReport(facts: ReportFacts): DriftReport {
  const { federation, revision } = facts.declaration
  const views = makeViews(facts)
  const rows = views.map((holder) =>
    views.map((held): Pair => ({ holder, held, comparison: comparePeer(holder, held, federation.profile) })),
  )
  const cells = rows.map((row) => row.map(({ comparison }) => comparison.cell))
  const findings = markNew(arrangeFindings(findAll(views, rows.flat(), facts)), facts.baseline)
  return {
    federation: federation.name,
    profile: federation.profile,
    scope: describeScope(views, facts),
    revision,
    madeAt: facts.now,
    source: facts.source,
    verdict: reachVerdict({ views, cells, findings }),
    exitCode: facts.exitZero ? 0 : exitCodeOfReport(findings, facts.failOn),
    members: views.map(({ member }) => member),
    cells,
    counts: countCells(cells.flat()),
    findings,
    baseline: compareWithBaseline(findings, facts.baseline),
  }
}

function describeScope(views: readonly View[], { scope }: ReportFacts): ReportScope {
  if (scope === undefined) return { kind: 'federation' }
  const name = views.find(({ isInScope }) => isInScope)?.party.name ?? scope
  return { kind: 'component', party: { id: scope, name } }
}

function findAll(views: readonly View[], pairs: readonly Pair[], facts: ReportFacts): readonly DriftFinding[] {
  return [
    ...findDeclaration(facts),
    ...findCertificates(views, facts),
    ...findObservations(views, facts),
    ...findHistory(views, facts),
    ...findRegistrations(pairs, facts),
    ...findOthers(views, facts),
  ]
}
