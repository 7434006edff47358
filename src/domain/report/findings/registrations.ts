import { quote } from '../../quote.ts'
import type { Comparison } from '../compare-peer.ts'
import type { DriftFinding } from '../drift-report.ts'
import { makeFinding, type FindingParts } from '../finding.ts'
import type { ReportFacts } from '../facts.ts'
import type { FindingRule } from '../rules.ts'
import type { View } from '../views.ts'
import { placeOf } from './place.ts'

/** Two parties, and what the component of the one holds of the other. */
export interface Pair {
  readonly holder: View
  readonly held: View
  readonly comparison: Comparison
}

/** Tells of everything that some component holds otherwise than the federation declares it. */
export function findRegistrations(pairs: readonly Pair[], facts: ReportFacts): readonly DriftFinding[] {
  return pairs.flatMap((pair) => {
    const { rule } = pair.comparison
    return isRegistrationRule(rule) ? [tell(pair, rule, facts)] : []
  })
}

function tell(pair: Pair, rule: RegistrationRule, { directory }: ReportFacts): DriftFinding {
  const { holder, held, comparison } = pair
  const { class: driftClass, fingerprint: actual } = holder.peers.get(held.party.id) ?? {}
  const { certificate, declaredBy } = held.member
  return makeFinding({
    rule,
    ...(comparison.case === 'not-told' ? UNTOLD : {}),
    component: holder.party,
    party: held.party,
    driftClass,
    expected: comparison.cell === 'excess' ? undefined : certificate?.fingerprint,
    actual,
    since: FOLLOWING.has(rule) ? declaredBy?.time : undefined,
    declaredBy,
    place: placeOf(held.party, directory),
    message: describe(pair, rule),
    remedy: REMEDIES[rule](wordsOf(holder, held)),
  })
}

const UNTOLD: Pick<FindingParts, 'grade'> = { grade: { severity: 'warning', exitCode: 2 } }

/** What is so at the earliest since the commit that declared the certificate. */
const FOLLOWING: ReadonlySet<FindingRule> = new Set<FindingRule>(['missing', 'outdated'])

interface Words {
  readonly h: string
  readonly p: string
  readonly id: string
}

function wordsOf(holder: View, held: View): Words {
  return { h: quote(holder.party.name), p: quote(held.party.name), id: held.party.id }
}

type RegistrationRule = Extract<
  FindingRule,
  'missing' | 'vanished' | 'outdated' | 'conflicting' | 'edited' | 'ambiguous' | 'obsolete' | 'denied'
>

const MESSAGES: Readonly<Record<RegistrationRule, (words: Words) => string>> = {
  missing: ({ h, p }) => `${h} has not registered ${p}.`,
  vanished: ({ h, p }) => `Somebody deleted the registration of ${p} in ${h}.`,
  outdated: ({ h, p }) => `${h} holds what was declared of ${p} before.`,
  conflicting: ({ h, p }) => `${p} is registered in ${h} by hand, and otherwise than declared.`,
  edited: ({ h, p }) => `Somebody changed the registration of ${p} in ${h}.`,
  ambiguous: ({ h, p }) => `The registry of ${h} holds two registrations of ${p}.`,
  obsolete: ({ h, p }) => `${h} holds a registration of ${p} that is not needed there.`,
  denied: ({ h, p }) => `The operator of ${h} has denied ${p}.`,
}

function describe(pair: Pair, rule: RegistrationRule): string {
  const words = wordsOf(pair.holder, pair.held)
  const { h, p } = words
  switch (pair.comparison.case) {
    case 'not-told':
      return `${h} tells nothing of ${p}, which is declared.`
    case 'other-certificate':
      return `${h} says that it holds ${p} as declared, but not by the certificate that is declared.`
    case 'newer':
      return `${h} holds ${p} at the address that a newer commit declares.`
    case 'not-seen':
      return `${MESSAGES[rule](words)} It has not seen the newest commit yet.`
    case undefined:
  }
  return `${MESSAGES[rule](words)}${explain(pair, rule)}`
}

function explain({ holder, held, comparison }: Pair, rule: RegistrationRule): string {
  const peer = holder.peers.get(held.party.id)
  if (peer?.class === 'unverified') return ' There, its certificate could not be verified.'
  const isSame = peer?.fingerprint === held.party.certificate?.fingerprint
  if (comparison.cell !== 'different' || rule === 'ambiguous' || !isSame) return ''
  return ' The certificate is the same: the address, or the layout of the row, is not.'
}

const REMEDIES: Readonly<Record<RegistrationRule, (words: Words) => string>> = {
  missing: ({ h }) => `In ${h}: fbm-gitops reconcile`,
  vanished: ({ h, id }) => `In ${h}: fbm-gitops reconcile, or, if it was meant: fbm-gitops deny ${id}`,
  outdated: ({ h }) => `In ${h}: fbm-gitops reconcile`,
  conflicting: ({ h, p, id }) =>
    `Compare the fingerprint with ${p} over the telephone; then, in ${h}: fbm-gitops reconcile --adopt ${id}`,
  edited: ({ h, id }) => `Ask in ${h} who did it and why; then, there: fbm-gitops reconcile --overwrite ${id}`,
  ambiguous: ({ h, id }) =>
    `In ${h}, delete the wrong one of the two rows; they are told apart by: fbm-gitops explain ${id}`,
  obsolete: ({ h }) => `In ${h}: fbm-gitops reconcile`,
  denied: ({ h, id }) => `If it is no longer meant, in ${h}: fbm-gitops allow ${id}`,
}

function isRegistrationRule(rule: FindingRule | undefined): rule is RegistrationRule {
  return rule !== undefined && Object.hasOwn(MESSAGES, rule)
}
