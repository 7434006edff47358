import type { Declaration } from '../declaration.ts'
import { chooseExitCode } from '../exit-code.ts'
import type { Party } from '../party.ts'
import { exitCodeOfPlan } from '../pass/exit-code.ts'
import { errorCodesOf, type ExitCode } from '../problem.ts'
import { digestDesiredState } from './digest.ts'
import { findDoings, standingOf, type LikeMembers } from './doings.ts'
import { groupMembers } from './group.ts'
import { assessInSync, type Comparison } from './in-sync.ts'
import { findChecks, findPartyChanges } from './party-changes.ts'
import type { PartyChange, Preview, PreviewedState, PreviewGroup, PreviewMember } from './preview.ts'
import { findTasks } from './tasks.ts'

/**
 * Works out what a revision makes each member do that was in sync with the base, and what is left for people to do. Without a
 * base nobody holds anything yet.
 */
export function makePreview(comparison: Comparison): Preview {
  const { base, head } = comparison
  const parties = findPartyChanges(base?.federation, head.federation)
  const doings = findDoings(comparison)
  const groups = groupMembers(doings, head.federation)
  const members = listMembers(comparison, doings, groups)
  const tasks = findTasks({ parties, members, groups, comparison })
  const hasEffect = parties.some(({ kind }) => kind !== 'renamed')
  const changesNothing = !hasEffect && tasks.length === 0 && !groups.some(hasDoings)
  return {
    base: base && describeState(base),
    head: describeState(head),
    parties,
    members,
    groups,
    checks: findChecks(base?.federation, head.federation),
    tasks,
    problems: head.problems,
    changesNothing,
    exitCode: chooseExitCode([
      ...members.filter(isPresent).map(({ exitCode }) => exitCode),
      ...errorCodesOf(head.problems),
      ...(changesNothing ? [] : judge(parties, comparison)),
    ]),
  }
}

function describeState({ federation, revision }: Declaration): PreviewedState {
  const { name, profile, parties } = federation
  return { name, profile, revision, count: parties.length, digest: digestDesiredState(federation) }
}

function listMembers(
  comparison: Comparison,
  doings: readonly LikeMembers[],
  groups: readonly PreviewGroup[],
): readonly PreviewMember[] {
  const { base, head } = comparison
  const places = new Map(groups.flatMap(({ members }, index) => members.map(({ id }) => [id, index] as const)))
  const codes = new Map(doings.flatMap(({ members, doings: { exitCode } }) => members.map(({ id }) => [id, exitCode])))
  const gone = (base?.federation.parties ?? []).filter(({ id }) => !codes.has(id))
  const describe = (party: Party): PreviewMember => {
    const { id, name, role } = party
    const exitCode = codes.get(id) ?? exitCodeOfPlan(assessInSync(party, comparison))
    return { id, name, role, standing: standingOf(party, comparison), group: places.get(id), exitCode }
  }
  return [...head.federation.parties, ...gone].map(describe)
}

function isPresent({ standing }: PreviewMember): boolean {
  return standing === 'stays' || standing === 'joins'
}

function hasDoings({ changes, refused, findings }: PreviewGroup): boolean {
  return changes.length + refused.length + findings.length > 0
}

/** A component that does not serve the profile refuses all of it, until it is upgraded. */
function judge(parties: readonly PartyChange[], { base, head }: Comparison): readonly ExitCode[] {
  const isOtherProfile = base !== undefined && base.federation.profile !== head.federation.profile
  const isRefused = parties.some((party) => party.kind === 'new-key' && !party.isAnnounced)
  return isOtherProfile || isRefused ? [20] : [2]
}
