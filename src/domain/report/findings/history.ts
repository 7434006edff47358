import { quote } from '../../quote.ts'
import type { DriftFinding } from '../drift-report.ts'
import type { ReportFacts } from '../facts.ts'
import { makeFinding, type FindingParts } from '../finding.ts'
import type { View } from '../views.ts'
import { placeOf, placeOfManifest } from './place.ts'

const NO_COMMIT = 'none'

/** Tells of every component that has not seen the commit that is reported on, and of histories that contradict each other. */
export function findHistory(views: readonly View[], facts: ReportFacts): readonly DriftFinding[] {
  const told = views.filter(({ isInScope, observation }) => isInScope && observation !== undefined)
  return [...told.flatMap((view) => judge(view, facts)), ...findDivergence(told, facts)]
}

/** Where no commit is reported on, none can be compared. */
function judge(view: View, facts: ReportFacts): readonly DriftFinding[] {
  const { revision } = facts.declaration
  const { history, revision: seen = NO_COMMIT } = view.member.observation
  const misfit = findProfile(view, facts)
  if (revision.id === NO_COMMIT) return [...misfit, ...tellUncommitted(view, facts, seen)]
  switch (history) {
    case 'diverged':
      return [...misfit, tellDiverged(view, facts, seen)]
    case 'unknown':
      return isFresh(view) ? [...misfit, tellUnknown(view, facts, seen)] : []
    case 'behind':
      return isFresh(view) && misfit.length === 0 ? [tellBehind(view, facts, seen)] : misfit
    case 'ahead':
      return isUnread(view) ? [...misfit, tellBehind(view, facts, seen)] : misfit
    case 'same':
    case undefined:
      return misfit
  }
}

function isFresh({ member }: View): boolean {
  return member.observation.state === 'fresh'
}

/** Whether it cannot be told which addresses it was shown. */
function isUnread(view: View): boolean {
  return isFresh(view) && view.moved === 'unknown'
}

/** What was compared by another profile tells nothing of this one. */
function findProfile(view: View, { declaration, directory }: ReportFacts): readonly DriftFinding[] {
  const { party, observation } = view
  const { profile } = declaration.federation
  if (!isFresh(view) || observation === undefined || observation.profile === profile) return []
  const name = quote(party.name)
  const finding = makeFinding({
    rule: 'observation-behind',
    grade: { severity: 'warning', exitCode: 22 },
    component: party,
    place: placeOf(party, directory),
    message: `${name} has compared by the profile ${observation.profile}; the federation has ${profile} now.`,
    remedy: `Wait for its next pass, or in ${name}: fbm-gitops reconcile`,
    details: [observation.profile],
  })
  return [finding]
}

function tellBehind(view: View, { declaration, directory }: ReportFacts, seen: string): DriftFinding {
  const { party } = view
  const name = quote(party.name)
  const unread = isUnread(view)
  const head = short(declaration.revision.id)
  return makeFinding({
    rule: 'observation-behind',
    ...(unread ? { grade: { severity: 'warning', exitCode: 22 } as const } : {}),
    component: party,
    since: declaration.revision.time,
    place: placeOf(party, directory),
    message: unread
      ? `${name} has seen ${short(seen)} and not ${head}, and which addresses that declares cannot be told here.`
      : `${name} has seen ${short(seen)}, and not the newest commit ${head} yet.`,
    remedy: `Wait for its next pass, or in ${name}: fbm-gitops reconcile`,
  })
}

function tellUncommitted(view: View, { directory }: ReportFacts, seen: string): readonly DriftFinding[] {
  if (!isUnread(view)) return []
  const { party } = view
  const name = quote(party.name)
  const finding = makeFinding({
    rule: 'history-unknown',
    component: party,
    place: placeOf(party, directory),
    message: `${name} has compared with ${short(seen)}, and what is reported on is no commit: which addresses it was shown cannot be told.`,
    remedy: 'Report from a clone of the shared repository, or by --repository, without --uncommitted.',
  })
  return [finding]
}

function tellUnknown({ party }: View, { directory, isShallow }: ReportFacts, seen: string): DriftFinding {
  const name = quote(party.name)
  const isNone = seen === NO_COMMIT
  return makeFinding({
    rule: 'history-unknown',
    component: party,
    place: placeOf(party, directory),
    message: isNone
      ? `${name} has compared with files that no commit holds.`
      : `${name} has seen the commit ${short(seen)}, which ${isShallow ? 'this shallow clone does not show' : 'is not known here'}.`,
    remedy: isNone
      ? `In ${name}, reconcile without --uncommitted, from a clone of the shared repository.`
      : REMEDIES[isShallow ? 'shallow' : 'whole'],
  })
}

const REMEDIES = {
  shallow:
    'Fetch the whole history: git fetch --unshallow. In GitHub Actions, `fetch-depth: 0` of actions/checkout; in GitLab CI, `GIT_DEPTH: 0`.',
  whole: 'Fetch what is new: git fetch. If it stays unknown, ask there where it came from.',
} as const

function tellDiverged({ party, member }: View, { declaration, directory }: ReportFacts, seen: string): DriftFinding {
  const name = quote(party.name)
  return makeFinding({
    rule: 'history-diverged',
    component: party,
    since: member.observation.observedAt,
    place: placeOf(party, directory),
    message: `${name} has seen ${short(seen)}, and neither that nor ${short(declaration.revision.id)} follows from the other: it was shown another history.`,
    remedy: `Find out who rewrote the history, before anybody accepts it. In ${name}: fbm-gitops status`,
    details: [seen],
  })
}

/** One for each pair of commits, however many components have seen them; those that contradict the report are told above. */
function findDivergence(views: readonly View[], { divergence, directory }: ReportFacts): readonly DriftFinding[] {
  const agreeing = views.filter(({ member }) => member.observation.history !== 'diverged')
  const seers = (commit: string): readonly View[] => {
    return agreeing.filter(({ observation }) => observation?.revision === commit)
  }
  return divergence
    .map((pair) => [...pair].sort().map((commit) => ({ commit, seers: seers(commit) })))
    .flatMap(([one, other]) => (one === undefined || other === undefined ? [] : tellDivergence(one, other)))
    .map((parts) => makeFinding({ ...parts, rule: 'history-diverged', place: placeOfManifest(directory) }))
}

interface Seen {
  readonly commit: string
  readonly seers: readonly View[]
}

function tellDivergence(one: Seen, other: Seen): readonly Omit<FindingParts, 'rule' | 'place'>[] {
  const [first, second] = [one.seers[0], other.seers[0]]
  if (first === undefined || second === undefined) return []
  const message = `${describe(one)}, ${describe(other)}: neither follows from the other.`
  const remedy = 'Find out which branch or tag each of them reads: all must follow the same one.'
  return [{ component: first.party, party: second.party, message, remedy, details: [one.commit, other.commit] }]
}

function describe({ commit, seers: [first, ...others] }: Seen): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `${quote(first?.party.name ?? '')}${more} saw ${short(commit)}`
}

function short(commit: string): string {
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 7) : quote(commit)
}
