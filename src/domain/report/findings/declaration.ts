import type { Party } from '../../party.ts'
import type { Problem } from '../../problem.ts'
import type { DriftFinding } from '../drift-report.ts'
import type { ReportFacts } from '../facts.ts'
import { makeFinding, type FindingParts } from '../finding.ts'
import { belowTop } from './place.ts'

/** What the report says of certificates itself. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set(['EXPIRES_IN_90_DAYS', 'EXPIRES_IN_30_DAYS', 'EXPIRES_IN_7_DAYS'])

/** Tells of every problem of the declaration, as `validate` does. */
export function findDeclaration(facts: ReportFacts): readonly DriftFinding[] {
  const parties = new Map<string, Party>(facts.declaration.federation.parties.map((party) => [party.id, party]))
  return facts.declaration.problems
    .filter(({ code }) => !TOLD_OTHERWISE.has(code))
    .map((problem) => tell(problem, problem.party === undefined ? undefined : parties.get(problem.party), facts))
}

function tell(problem: Problem, party: Party | undefined, { directory, commits }: ReportFacts): DriftFinding {
  const { code, party: id, message, remedy } = problem
  const place = belowTop(problem.place, directory)
  return makeFinding({
    rule: code === 'EXPIRED' ? 'certificate-expired' : 'declaration',
    grade: gradeOf(problem),
    party: party ?? (id === undefined ? undefined : { id, name: id }),
    declaredBy: party && commits.get(party.certificatePath),
    place,
    message: `${message} (${code})`,
    remedy,
    details: [code, place.file, place.pointer ?? ''],
  })
}

/** A warning of the declaration never changes an exit code, here as in every other command. */
function gradeOf(problem: Problem): NonNullable<FindingParts['grade']> {
  return problem.severity === 'error'
    ? { severity: 'error', exitCode: problem.exitCode }
    : { severity: problem.severity, exitCode: 0 }
}
