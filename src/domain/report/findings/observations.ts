import { quote } from '../../quote.ts'
import type { DriftFinding } from '../drift-report.ts'
import type { ReceivedObservation, ReportFacts } from '../facts.ts'
import { makeFinding } from '../finding.ts'
import type { View } from '../views.ts'
import { placeOf, placeOfManifest } from './place.ts'

/** Tells of every component of which nothing is known, or not any more, and of everything that came in and does not count. */
export function findObservations(views: readonly View[], facts: ReportFacts): readonly DriftFinding[] {
  const scoped = views.filter(({ isInScope }) => isInScope)
  return [
    ...scoped.flatMap((view) => [...findAbsent(view, facts), ...findRefused(view, facts), ...findStalled(view, facts)]),
    ...(facts.scope === undefined ? findStrangers(facts) : []),
  ]
}

function findAbsent({ party, member }: View, { directory, scope }: ReportFacts): readonly DriftFinding[] {
  const { state, validUntil, revision } = member.observation
  const name = quote(party.name)
  const about = { component: party, place: placeOf(party, directory) }
  if (state === 'missing') {
    // What is compared here and now has nothing to tell only where it has left: a problem of its own says so.
    if (scope !== undefined) return []
    const message = `${name} has told nothing: nobody knows what it holds.`
    const remedy = `In ${name}: fbm-gitops reconcile --observation-branch. Or carry the file of --observation-file here: --observations DIR. In a clone, fetch the branches first.`
    return [makeFinding({ ...about, rule: 'observation-missing', message, remedy })]
  }
  if (state !== 'stale' || validUntil === undefined) return []
  const message = `What ${name} told last is too old: it was valid until ${write(validUntil)}.`
  const remedy = `See in ${name} whether its passes still run: fbm-gitops status`
  const details = revision === undefined ? [] : [revision]
  return [makeFinding({ ...about, rule: 'observation-stale', since: validUntil, message, remedy, details })]
}

/** Beside an observation that counts, another one is no more than suspicious. */
function findRefused({ party, member, refusals }: View, { directory }: ReportFacts): readonly DriftFinding[] {
  const name = quote(party.name)
  return refusals.map(({ label, reason }) =>
    makeFinding({
      rule: 'observation-refused',
      ...(member.observation.state !== 'fresh' ? {} : { grade: { severity: 'warning', exitCode: 21 } as const }),
      component: party,
      place: placeOf(party, directory),
      message: `What came in for ${name}${reason.includes(quote(label)) ? '' : ` (${quote(label)})`} does not count: ${reason}.`,
      remedy: `If ${name} has changed its key or its clock, its next pass mends that; else ask there who wrote it.`,
      details: [label],
    }),
  )
}

function findStalled({ party, member }: View, { directory }: ReportFacts): readonly DriftFinding[] {
  const { state, conditions } = member.observation
  const stalled = conditions.find(({ type, status }) => type === 'Stalled' && status === 'true')
  if (state !== 'fresh' || stalled === undefined) return []
  const name = quote(party.name)
  const finding = makeFinding({
    rule: 'component-stalled',
    component: party,
    since: stalled.since,
    place: placeOf(party, directory),
    message: `${name} says that a person must act there (${quote(stalled.reason)}).`,
    remedy: `In ${name}: fbm-gitops status`,
    details: [stalled.reason],
  })
  return [finding]
}

/** Anybody who may push could fill the report with them, so that they are counted in one finding. */
function findStrangers({ received, declaration, directory }: ReportFacts): readonly DriftFinding[] {
  const declared = new Set<string>(declaration.federation.parties.map(({ id }) => id))
  const strangers = received.filter(({ party }) => !declared.has(party))
  const [first] = [...strangers].sort((a: ReceivedObservation, b) => (a.label < b.label ? -1 : 1))
  if (first === undefined) return []
  const ids = [...new Set(strangers.map(({ party }) => party))].sort()
  const count = ids.length === 1 ? '1 component' : `${ids.length} components`
  const finding = makeFinding({
    rule: 'observation-refused',
    grade: { severity: 'info', exitCode: 0 },
    place: placeOfManifest(directory),
    message: `Something came in for ${count} that the federation does not declare, for example ${quote(first.label)}.`,
    remedy: 'Delete the branches, or the files, of parties that have left.',
    details: ids,
  })
  return [finding]
}

function write(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, '')
}
