import { chooseExitCode } from '../exit-code.ts'
import { NO_REVISION } from '../federation.ts'
import { errorCodesOf, type Problem } from '../problem.ts'
import type { Assessment } from './assessment.ts'
import { findEndings } from './certificate-ends.ts'
import { addressOf, afterOf, beforeOf, type Change } from './change.ts'
import type { DriftClass } from './drift.ts'
import { exitCodeOfOutcomes, exitCodeOfPlan } from './exit-code.ts'
import { refusedOutcomes, type Outcome } from './outcome.ts'
import type { DriftCounts, PassRecord, RecordedChange } from './pass-record.ts'
import { settle } from './settle.ts'

/** What a pass gave; of an error, the problems and outcomes that are told of it (`problemsOf`, `outcomesOf`). */
export type PassResult =
  | ({ readonly kind: 'applied' } & AppliedPass)
  | { readonly kind: 'reported'; readonly assessment: Assessment }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[]; readonly outcomes?: readonly Outcome[] }

/** What is needed of a pass that ran to its end. */
export interface AppliedPass {
  readonly assessment: Assessment
  readonly outcomes: readonly Outcome[]
  readonly notices: readonly Problem[]
}

/** What a pass does not say itself. */
export type PassCircumstances = Pick<PassRecord, 'directory' | 'startedAt' | 'endedAt' | 'mode'> & {
  /** Taken where the pass failed; it knows it itself otherwise. */
  readonly componentId?: string | undefined
}

/** Makes what is remembered of a pass, with the exit code that the command gives. */
export function recordPass(result: PassResult, circumstances: PassCircumstances): PassRecord {
  switch (result.kind) {
    case 'applied':
      return recordApplied(result, circumstances)
    case 'reported':
      return recordReported(result.assessment, circumstances)
    case 'failed':
      return recordFailure(result, circumstances)
  }
}

function recordApplied({ assessment, outcomes, notices }: AppliedPass, circumstances: PassCircumstances): PassRecord {
  const { self, verdict, declaration } = assessment
  const hasActed = self !== undefined && verdict.isReviewed
  return {
    ...recordAssessment(assessment, circumstances),
    exitCode: exitCodeOfOutcomes(assessment, outcomes),
    accepted: hasActed && declaration.revision.id !== NO_REVISION.id,
    remaining: countClasses(settle(assessment, outcomes).map((item) => item.class)),
    changes: recordOutcomes([...outcomes, ...refusedOutcomes(verdict)]),
    problems: [...assessment.problems, ...notices],
  }
}

function recordReported(assessment: Assessment, circumstances: PassCircumstances): PassRecord {
  const { verdict } = assessment
  return {
    ...recordAssessment(assessment, circumstances),
    exitCode: exitCodeOfPlan(assessment),
    accepted: false,
    remaining: countClasses(assessment.drift.map((item) => item.class)),
    changes: [
      ...verdict.changes.map((change) => recordChange(change, 'pending', undefined)),
      ...refusedOutcomes(verdict).map(({ change, reason }) => recordChange(change, 'refused', reason)),
    ],
    problems: assessment.problems,
  }
}

type FromAssessment = Omit<PassRecord, 'exitCode' | 'accepted' | 'remaining' | 'changes' | 'problems'>

function recordAssessment(assessment: Assessment, circumstances: PassCircumstances): FromAssessment {
  const { component, declaration, self, drift, plan } = assessment
  return {
    ...circumstances,
    componentId: component.id,
    name: self?.name,
    failed: false,
    federation: declaration.federation.name,
    revision: declaration.revision,
    planDigest: plan.digest,
    drift: countClasses(drift.map((item) => item.class)),
    ...findEndings(assessment, circumstances.endedAt),
  }
}

function recordFailure(
  { problems, outcomes = [] }: PassResult & { readonly kind: 'failed' },
  circumstances: PassCircumstances,
): PassRecord {
  return {
    componentId: undefined,
    ...circumstances,
    name: undefined,
    failed: true,
    exitCode: chooseExitCode(errorCodesOf(problems)),
    federation: undefined,
    revision: undefined,
    accepted: false,
    planDigest: undefined,
    drift: {},
    remaining: {},
    changes: recordOutcomes(outcomes),
    problems,
    expiring: [],
    nextEnding: undefined,
  }
}

/** Makes what is remembered of changes, and of what became of each. */
export function recordOutcomes(outcomes: readonly Outcome[]): readonly RecordedChange[] {
  return outcomes.map(({ change, result, reason }) => recordChange(change, result, reason))
}

function recordChange(change: Change, result: RecordedChange['result'], reason: string | undefined): RecordedChange {
  const { partyId, name, kind, cause } = change
  const [before, after] = [beforeOf(change), afterOf(change)]
  return {
    partyId,
    name,
    kind,
    result,
    cause,
    before: before?.fingerprint,
    after: after?.fingerprint,
    addressBefore: addressOf(before),
    addressAfter: addressOf(after),
    reason,
  }
}

/** Counts how many parties are in each class; classes without any are absent. */
export function countClasses(classes: readonly DriftClass[]): DriftCounts {
  const counts: Partial<Record<DriftClass, number>> = {}
  for (const each of classes) counts[each] = (counts[each] ?? 0) + 1
  return counts
}
