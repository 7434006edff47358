import type { Fingerprint } from '../certificate/certificate.ts'
import type { Assessment } from './assessment.ts'
import type { DriftClass, DriftItem } from './drift.ts'
import type { Outcome } from './outcome.ts'

/** What a pass left of the drift of one party. */
export interface SettledItem {
  readonly partyId: string
  readonly class: DriftClass
  /** Whether the registry holds a row of the party. */
  readonly isHeld: boolean
  /** Of the certificate in it; absent where it cannot be read, or is not alone. */
  readonly fingerprint: Fingerprint | undefined
}

/** Tells how a pass left the parties: what was put in is as declared, what was taken out is gone, all else is as it was. */
export function settle(assessment: Assessment, outcomes: readonly Outcome[]): readonly SettledItem[] {
  const { self, verdict, plan, drift } = assessment
  const hasActed = self !== undefined && verdict.isReviewed
  const done = outcomes.filter(({ result }) => result === 'done').map(({ change }) => change)
  const corrections = [...done, ...(hasActed ? plan.bookkeeping : [])]
  const kinds = new Map(corrections.map(({ partyId, kind }) => [partyId, kind]))
  return drift.flatMap((item) => settleItem(item, kinds.get(item.partyId)))
}

type Correction = 'register' | 'replace' | 'delete' | 'adopt' | 'forget'

function settleItem(item: DriftItem, correction: Correction | undefined): readonly SettledItem[] {
  const { partyId, standing, desired, observed } = item
  switch (correction) {
    case undefined: {
      const fingerprint = item.class === 'ambiguous' ? undefined : observed?.fingerprint
      return [{ partyId, class: item.class, isHeld: observed !== undefined, fingerprint }]
    }
    case 'delete':
    case 'forget':
      return standing === 'denied' ? [{ partyId, class: 'denied', isHeld: false, fingerprint: undefined }] : []
    case 'register':
    case 'replace':
    case 'adopt':
      return [{ partyId, class: 'matching', isHeld: true, fingerprint: desired?.certificate.fingerprint }]
  }
}
