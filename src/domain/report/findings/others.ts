import type { ObservedPeer } from '../../observation/observation.ts'
import type { DriftClass } from '../../pass/drift.ts'
import { quote } from '../../quote.ts'
import type { DriftFinding } from '../drift-report.ts'
import type { ReportFacts } from '../facts.ts'
import { makeFinding } from '../finding.ts'
import type { FindingRule } from '../rules.ts'
import type { View } from '../views.ts'
import { placeOf, placeOfManifest } from './place.ts'

/** How many registrations by hand are named. */
const NAMED = 5

/** What a class means for a party that the federation does not declare, or no longer. */
const UNDECLARED: Readonly<Partial<Record<DriftClass, Extract<FindingRule, keyof typeof MESSAGES>>>> = {
  matching: 'departed',
  unrecorded: 'departed',
  outdated: 'departed',
  departed: 'departed',
  obsolete: 'obsolete',
  conflicting: 'conflicting',
  edited: 'edited',
  ambiguous: 'ambiguous',
  // Of a party that is removed, only one that is denied is not conflicting.
  foreign: 'foreign',
}

const MESSAGES = {
  departed: (h: string, p: string) => `${h} holds ${p}, which the federation does not declare.`,
  obsolete: (h: string, p: string) =>
    `${h} holds ${p}, which the federation does not declare, in a row that nothing needs.`,
  conflicting: (h: string, p: string) => `${p}, which the federation does not declare, is registered in ${h} by hand.`,
  foreign: (h: string, p: string) =>
    `${p}, which the federation does not declare, is registered in ${h} by hand, and denied there.`,
  edited: (h: string, p: string) =>
    `Somebody changed the registration of ${p} in ${h}, which the federation does not declare.`,
  ambiguous: (h: string, p: string) =>
    `The registry of ${h} holds two registrations of ${p}, which the federation does not declare.`,
} as const

/** Tells of what components hold of parties that the federation does not declare. */
export function findOthers(views: readonly View[], facts: ReportFacts): readonly DriftFinding[] {
  const { federation } = facts.declaration
  const declared = new Set<string>(federation.parties.map(({ id }) => id))
  const removed = new Set<string>(federation.removed.map(({ id }) => id))
  return views
    .filter(({ isInScope }) => isInScope)
    .flatMap((view) => {
      const left = [...view.peers.values()].filter(({ party }) => !declared.has(party))
      return [
        ...left.flatMap((peer) => findLeft(view, peer, { facts, isRemoved: removed.has(peer.party) })),
        ...findForeign(view, facts),
      ]
    })
}

interface Surroundings {
  readonly facts: ReportFacts
  readonly isRemoved: boolean
}

function findLeft(
  { party: { id, name } }: View,
  { party, class: driftClass, fingerprint }: ObservedPeer,
  { facts, isRemoved }: Surroundings,
): readonly DriftFinding[] {
  const rule = UNDECLARED[driftClass]
  if (rule === undefined) return []
  const [h, p] = [quote(name), quote(party)]
  const finding = makeFinding({
    rule,
    component: { id, name },
    party: { id: party, name: party },
    driftClass,
    actual: fingerprint,
    place: placeOfManifest(facts.directory),
    message: MESSAGES[rule](h, p),
    remedy: advise({ rule, h, p, isRemoved }),
  })
  return [finding]
}

interface Advice {
  readonly rule: keyof typeof MESSAGES
  readonly h: string
  readonly p: string
  readonly isRemoved: boolean
}

function advise({ rule, h, p, isRemoved }: Advice): string {
  if (rule === 'edited') return `Ask in ${h} who did it and why; then, there: fbm-gitops reconcile --overwrite ${p}`
  if (rule === 'conflicting') return `If it is to be deleted, in ${h}: fbm-gitops reconcile --adopt ${p}`
  if (rule === 'foreign')
    return `It is left alone. If it is to be deleted, in ${h}: fbm-gitops allow ${p}; then fbm-gitops reconcile --adopt ${p}`
  if (rule === 'ambiguous') return `In ${h}, delete the wrong one of the two rows.`
  return isRemoved || rule === 'obsolete'
    ? `In ${h}: fbm-gitops reconcile`
    : `If the party has left, list it under \`removed:\` in the manifest; then, in ${h}: fbm-gitops reconcile`
}

function findForeign({ party, member, observation }: View, { directory }: ReportFacts): readonly DriftFinding[] {
  const { state, foreign = 0 } = member.observation
  if (state !== 'fresh' || foreign === 0) return []
  const name = quote(party.name)
  const rows = `${foreign === 1 ? '1 party' : `${foreign} parties`}${listNames(observation?.foreign.parties ?? [])}`
  const finding = makeFinding({
    rule: 'foreign',
    component: party,
    place: placeOf(party, directory),
    message: `${name} holds ${rows} that the federation does not know.`,
    remedy: `They are left alone. To see them, in ${name}: fbm-gitops plan`,
  })
  return [finding]
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map(quote)
  const all = names.length > NAMED ? [...shown, '…'] : shown
  return all.length === 0 ? '' : ` (${all.join(', ')})`
}
