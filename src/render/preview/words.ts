import { formatAddress, type Address } from '../../domain/party.ts'
import type { Change } from '../../domain/pass/change.ts'
import type {
  CertificateCheck,
  PartyChange,
  Preview,
  PreviewedState,
  PreviewGroup,
  PreviewTask,
} from '../../domain/preview/preview.ts'
import { WORDS } from '../changes.ts'
import { count, shortFingerprint, shortRevision } from '../words.ts'

/** What is said above the certificates to be compared; whoever reviews need not know anybody. */
export const HOW_TO_CHECK =
  'Call the site of each party at a number that you had before, and not one from this change. There, `fbm-gitops fingerprint --component DIR` shows what the component has: one of you reads the eight groups aloud, and the other one compares. Approve only what is the same on both sides.'

/** Where nothing differs for anybody. */
export const NOTHING_CHANGES = 'This revision changes nothing for anybody.'

/** What is left out where there is nothing to compare with. */
export const WITHOUT_BASE = 'compared with nothing: as if nobody had registered anybody'

/** Stands above what components do. */
export function titleOfGroups({ base }: Pick<Preview, 'base'>): string {
  return base === undefined ? 'What components do that hold nothing yet' : 'What components do that were in sync'
}

/** The labels of all parties: a plan does not know those of parties that are gone. */
export function namesOf({ members }: Pick<Preview, 'members'>): ReadonlyMap<string, string> {
  return new Map(members.map(({ id, name }) => [id, name]))
}

/** Names the commit of a state, or that there is none. */
export function nameRevision({ revision }: PreviewedState): string {
  return revision.time === undefined ? 'files that are not committed' : shortRevision(revision.id)
}

/** One thing that differs in what is declared of a party, as a word and what there is to know about it. */
export function describePartyChange(change: PartyChange): { readonly word: string; readonly detail: string } {
  switch (change.kind) {
    case 'joins':
      return { word: 'joins', detail: change.role }
    case 'leaves':
      return { word: 'leaves', detail: change.reason ?? 'listed under `removed:`' }
    case 'dropped':
      return { word: 'is gone', detail: 'not listed under `removed:`, so it stays registered' }
    case 'renamed':
      return { word: 'is renamed', detail: `was ${change.before}; no registry holds names` }
    case 'new-key':
      return { word: 'has a new key', detail: change.isAnnounced ? 'announced' : 'NOT announced by `replaces:`' }
    case 'renewed':
      return { word: 'is renewed', detail: 'another certificate for the same key' }
    case 'address':
      return { word: 'moves', detail: `${writeAddress(change.before)} → ${writeAddress(change.after)}` }
    case 'published':
      return { word: 'publishes', detail: `had no valid certificate; now ${shortFingerprint(change.after)}` }
    case 'unverified':
      return { word: 'is unverified', detail: 'has no valid certificate, so nobody registers it' }
  }
}

/** What kind of certificate is to be compared. */
export const CHECKS: Readonly<Record<CertificateCheck['kind'], string>> = {
  new: 'first certificate',
  'new-key': 'NEW KEY',
  renewed: 'renewed, same key',
}

/** Whom a task is up to, where it is about no component. */
export const AUTHOR = 'whoever proposes this'

/** Names the first of several, and counts the rest: `a, b and 3 more`. */
export function nameSome(names: readonly string[], most: number): string {
  if (names.length <= most + 1) return names.join(', ')
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}

/** Counts and names the members of a group or task. */
export function nameMembers({ members }: Pick<PreviewGroup | PreviewTask, 'members'>, most: number): string {
  const names = members.map(({ name }) => name)
  return `${count(members.length, 'member')}: ${nameSome(names, most)}`
}

/** Whether something of a group concerns one of its own members, who then leaves that out. */
export function concernsItself({ members, changes, refused }: PreviewGroup): boolean {
  const own = new Set<string>(members.map(({ id }) => id))
  return members.length > 1 && [...changes, ...refused].some(({ partyId }) => own.has(partyId))
}

/** Sums up what all components do, for example `6 to register, 1 refused, in 4 of 5 components`. */
export function summarise(preview: Preview): string {
  const { groups } = preview
  const kinds = (['register', 'replace', 'delete'] as const).flatMap((kind) => {
    const number = sum(groups.map((group) => countFor(group, group.changes, (change) => change.kind === kind)))
    return number === 0 ? [] : [`${number} to ${WORDS[kind].pending}`]
  })
  const refused = sum(groups.map((group) => countFor(group, group.refused, () => true) + countErrors(group)))
  const counts = [...kinds, ...(refused === 0 ? [] : [`${refused} refused`])]
  const acting = sum(groups.filter(isActing).map(({ members }) => members.length))
  const all = sum(groups.map(({ members }) => members.length))
  if (counts.length === 0) return `No registry of ${count(all, 'component')} changes`
  return `${counts.join(', ')}, in ${acting} of ${count(all, 'component')}`
}

/** Whether anything is done, or refused, in the components of a group. */
export function isActing({ changes, refused, findings }: PreviewGroup): boolean {
  return changes.length + refused.length + findings.length > 0
}

/** Each member leaves out what concerns itself. */
function countFor({ members }: PreviewGroup, changes: readonly Change[], counts: (change: Change) => boolean): number {
  const own = new Set<string>(members.map(({ id }) => id))
  return sum(changes.filter(counts).map(({ partyId }) => members.length - (own.has(partyId) ? 1 : 0)))
}

/** Those of single parties: a key change that was not announced is refused without being a change. */
function countErrors({ members, findings }: PreviewGroup): number {
  const own = new Set<string>(members.map(({ id }) => id))
  const errors = findings.filter(({ severity, party }) => severity === 'error' && party !== undefined)
  return sum(errors.map(({ party = '' }) => members.length - (own.has(party) ? 1 : 0)))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function writeAddress(address: Address | undefined): string {
  return address === undefined ? 'no address' : formatAddress(address)
}
