import { compareExitCodes } from '../exit-code.ts'
import type { PassRecord, RecordedChange } from '../pass/pass-record.ts'
import type { ErrorCode } from '../problems/kind.ts'
import type { ExitCode, Problem } from '../problem.ts'
import type { Reason } from './reasons.ts'

/** Something that keeps a component from being ready, and what it waits for. */
export interface Fault {
  readonly reason: Reason
  readonly message: string
  readonly exitCode: ExitCode
  /** `time`: the next pass tries again. `nobody`: it was asked for no more than a report. */
  readonly waitsFor: 'person' | 'time' | 'nobody'
}

/** Codes of a history that is not the one that was accepted; everything else about a source can mend itself. */
const ROLLED_BACK: ReadonlySet<string> = new Set(['SOURCE_ROLLED_BACK', 'SOURCE_HISTORY_UNKNOWN'])

/** Finds what a pass left to be desired: what weighs most for its exit code comes first. */
export function findFaults(pass: PassRecord): readonly Fault[] {
  const hasLeft = pass.problems.some(({ code }) => code === 'SELF_LEFT')
  const ofChanges = pass.changes.flatMap(faultOfChange)
  const faults = [
    ...pass.problems.flatMap(faultOfProblem),
    // Of a component that has left, no pass tries anything again.
    ...(hasLeft ? ofChanges.map((fault): Fault => ({ ...fault, waitsFor: 'person' })) : ofChanges),
  ]
  faults.sort((a, b) => compareExitCodes(a.exitCode, b.exitCode))
  if (faults.length > 0 || pass.exitCode === 0) return faults
  const message = `The pass ended with exit code ${pass.exitCode}.`
  return [{ reason: 'Failed', message, exitCode: pass.exitCode, waitsFor: 'time' }]
}

/** Tells whether an error says that the source went back, not only that it cannot be reached. */
export function isRollback({ code }: Problem): boolean {
  return ROLLED_BACK.has(code)
}

type Kind = Pick<Fault, 'reason' | 'waitsFor'>

const BY_EXIT_CODE: Readonly<Record<ErrorCode, Kind>> = {
  1: { reason: 'Failed', waitsFor: 'time' },
  20: { reason: 'Refused', waitsFor: 'person' },
  21: { reason: 'VerificationFailed', waitsFor: 'person' },
  22: { reason: 'SourceStale', waitsFor: 'time' },
  24: { reason: 'Busy', waitsFor: 'time' },
  25: { reason: 'RegistryUnusable', waitsFor: 'person' },
  26: { reason: 'FederationInvalid', waitsFor: 'person' },
  64: { reason: 'WrongUsage', waitsFor: 'person' },
}

function faultOfProblem(problem: Problem): readonly Fault[] {
  const { code, message } = problem
  if (code === 'DEPARTED') return [{ reason: 'PartyDeparted', message, exitCode: 2, waitsFor: 'person' }]
  if (code === 'SELF_LEFT_UNFINISHED') return [{ reason: 'DriftLeft', message, exitCode: 2, waitsFor: 'person' }]
  if (problem.severity !== 'error') return []
  return [{ ...kindOf(problem, problem.exitCode), message, exitCode: problem.exitCode }]
}

function kindOf(problem: Problem, exitCode: ErrorCode): Kind {
  if (problem.code === 'UNEXPECTED') return { reason: 'Defect', waitsFor: 'person' }
  if (problem.code === 'SELF_UNDECLARED') return { reason: 'NotDeclared', waitsFor: 'person' }
  if (isRollback(problem)) return { reason: 'SourceRolledBack', waitsFor: 'person' }
  return BY_EXIT_CODE[exitCode]
}

function faultOfChange({ result, kind, name, reason }: RecordedChange): readonly Fault[] {
  const message = `To ${kind} ${name}: ${reason ?? result}`
  switch (result) {
    case 'done':
      return []
    case 'refused':
      return [{ reason: 'Refused', message, exitCode: 20, waitsFor: 'person' }]
    case 'failed':
      return [{ reason: 'Failed', message, exitCode: 1, waitsFor: 'time' }]
    case 'contended':
      return [{ reason: 'Busy', message, exitCode: 24, waitsFor: 'time' }]
    case 'pending':
      return [{ reason: 'ChangesPending', message, exitCode: 2, waitsFor: 'nobody' }]
  }
}
