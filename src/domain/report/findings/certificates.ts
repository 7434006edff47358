import { quote } from '../../quote.ts'
import type { DriftFinding } from '../drift-report.ts'
import type { ReportFacts } from '../facts.ts'
import { makeFinding, type FindingParts } from '../finding.ts'
import type { View } from '../views.ts'
import { placeOf } from './place.ts'

const DAY_MS = 86_400_000

/** Within how many days of its end a certificate is told of, and how gravely. */
const STEPS: readonly { readonly days: number; readonly grade: NonNullable<FindingParts['grade']> }[] = [
  { days: 7, grade: { severity: 'error', exitCode: 2 } },
  { days: 30, grade: { severity: 'warning', exitCode: 2 } },
  { days: 90, grade: { severity: 'info', exitCode: 0 } },
]

/** Tells of every declared certificate that has ended, or ends within 90 days. */
export function findCertificates(views: readonly View[], { now, directory }: ReportFacts): readonly DriftFinding[] {
  return views.flatMap(({ party, member: { certificate, declaredBy } }) => {
    if (certificate === undefined) return []
    const { notAfter, fingerprint } = certificate
    const left = notAfter - now
    const step = STEPS.find(({ days }) => left < days * DAY_MS)
    if (step === undefined) return []
    const name = quote(party.name)
    const day = new Date(notAfter).toISOString().slice(0, 10)
    const about = { party, expected: fingerprint, declaredBy, place: placeOf(party, directory) }
    const remedy = `In ${name}: make a new certificate, then fbm-gitops publish`
    if (left < 0) {
      const message = `The certificate of ${name} ended on ${day}.`
      return [makeFinding({ ...about, rule: 'certificate-expired', since: notAfter, message, remedy })]
    }
    const message = `The certificate of ${name} ends on ${day}, in ${writeDays(left)}.`
    return [makeFinding({ ...about, rule: 'certificate-expires', grade: step.grade, message, remedy })]
  })
}

function writeDays(left: number): string {
  const days = Math.floor(left / DAY_MS)
  if (days === 0) return 'less than a day'
  return days === 1 ? '1 day' : `${days} days`
}
