import type { Federation } from '../federation.ts'
import { addressOf, afterOf, beforeOf, type Change } from '../pass/change.ts'
import { flagFor, isRisky } from '../pass/review.ts'
import type { Problem } from '../problem.ts'
import { PROFILES } from '../profiles.ts'
import { joinById, type Doings, type LikeMembers } from './doings.ts'
import type { PreviewedParty, PreviewGroup } from './preview.ts'

/**
 * Puts members together that do the same, each but what concerns itself: whoever gets a new key registers all that the others
 * do, and not itself. The larger groups come first, then in the order of the federation.
 */
export function groupMembers(all: readonly LikeMembers[], federation: Federation): readonly PreviewGroup[] {
  const about = gatherItems(all.map(({ doings }) => doings))
  const same = mergeBy(all, ({ doings }) => writeDoings(doings, []))
  const groups = mergeBy(same, (like) => writeDoings(like.doings, listOwn(like, about, federation)))
  const order = new Map(federation.parties.map(({ id }, index) => [id, index]))
  const place = ({ id }: PreviewedParty): number => order.get(id) ?? 0
  return groups
    .map(makeGroup)
    .map((group) => ({ ...group, members: [...group.members].sort((a, b) => place(a) - place(b)) }))
    .sort((a, b) => b.members.length - a.members.length)
}

/** One thing that is done about a party, written so that it can be compared. */
interface Item {
  readonly party: string
  readonly text: string
}

function listItems({ changes, refused, findings }: Doings): readonly Item[] {
  return [
    ...changes.map((change) => writeChange(change, 'do')),
    ...refused.map((change) => writeChange(change, 'refuse')),
    ...findings.flatMap((problem) => writeFinding(problem)),
  ]
}

function writeChange(change: Change, what: 'do' | 'refuse'): Item {
  const [before, after] = [beforeOf(change), afterOf(change)]
  const sides = [before?.fingerprint, addressOf(before), before?.isOlder, after?.fingerprint, addressOf(after)]
  return { party: change.partyId, text: JSON.stringify([what, change.kind, change.partyId, change.cause, ...sides]) }
}

function writeFinding({ party, code, message }: Problem): readonly Item[] {
  return party === undefined ? [] : [{ party, text: JSON.stringify([code, party, message]) }]
}

/** What is done about each party, by whomever. */
function gatherItems(all: readonly Doings[]): ReadonlyMap<string, ReadonlySet<string>> {
  const about = new Map<string, Set<string>>()
  for (const { party, text } of all.flatMap(listItems)) {
    const present = about.get(party)
    if (present === undefined) about.set(party, new Set([text]))
    else present.add(text)
  }
  return about
}

/**
 * Lists what others do about a member that is alone in its group: with that, it does what somebody else sees it do. Several have
 * it among their doings already, if it is one; and whoever does nothing does not do what others do.
 */
function listOwn(
  { members, doings }: LikeMembers,
  about: ReadonlyMap<string, ReadonlySet<string>>,
  { profile }: Federation,
): readonly string[] {
  const [only, another] = members
  if (only === undefined || another !== undefined || listItems(doings).length === 0) return []
  return PROFILES[profile].registers(only.role, only.role) ? [...(about.get(only.id) ?? [])] : []
}

function writeDoings(doings: Doings, own: readonly string[]): string {
  const items = [...listItems(doings).map(({ text }) => text), ...own]
  const whole = doings.findings.filter(({ party }) => party === undefined).map(({ code, remedy }) => [code, remedy])
  return JSON.stringify([[...new Set(items)].sort(), whole, doings.effects])
}

function mergeBy(all: readonly LikeMembers[], write: (like: LikeMembers) => string): readonly LikeMembers[] {
  const groups = new Map<string, LikeMembers>()
  for (const like of all) {
    const key = write(like)
    const present = groups.get(key)
    groups.set(key, present === undefined ? like : merge(present, like))
  }
  return [...groups.values()]
}

function merge(a: LikeMembers, b: LikeMembers): LikeMembers {
  const known = new Set(a.doings.findings.map(({ party }) => party))
  return {
    members: [...a.members, ...b.members],
    doings: {
      ...a.doings,
      changes: joinById(a.doings.changes, b.doings.changes),
      refused: joinById(a.doings.refused, b.doings.refused),
      findings: [...a.doings.findings, ...b.doings.findings.filter(({ party }) => !known.has(party))],
    },
  }
}

function makeGroup({ members, doings }: LikeMembers): PreviewGroup {
  return {
    members: members.map(({ id, name }) => ({ id, name })),
    changes: doings.changes,
    refused: doings.refused,
    findings: doings.findings,
    flags: doings.refused.filter(isRisky).map(flagFor),
    effects: doings.effects,
  }
}
