import { certificateProblems, type CertificateFacts } from './problems/certificate.ts'
import { commandLineProblems, type CommandLineFacts } from './problems/command-line.ts'
import { componentProblems, type ComponentFacts } from './problems/component.ts'
import { defectProblems, type DefectFacts } from './problems/defect.ts'
import { initProblems, type InitFacts } from './problems/init.ts'
import type { Catalogue, ErrorCode, Grade, ProblemKind } from './problems/kind.ts'
import { doctorProblems, type DoctorFacts } from './problems/doctor.ts'
import { manifestProblems, type ManifestFacts } from './problems/manifest.ts'
import { observationProblems, type ObservationFacts } from './problems/observation.ts'
import { passProblems, type PassFacts } from './problems/pass.ts'
import { publishProblems, type PublishFacts } from './problems/publish.ts'
import { registryProblems, type RegistryFacts } from './problems/registry.ts'
import { settingsProblems, type SettingsFacts } from './problems/settings.ts'
import { sourceProblems, type SourceFacts } from './problems/source.ts'
import { stateProblems, type StateFacts } from './problems/state.ts'

export type { ExitCode } from './problems/kind.ts'

/** The facts that each kind of problem is worded from. */
export interface ProblemFacts
  extends
    ManifestFacts,
    CertificateFacts,
    ComponentFacts,
    RegistryFacts,
    SourceFacts,
    StateFacts,
    PassFacts,
    ObservationFacts,
    PublishFacts,
    InitFacts,
    CommandLineFacts,
    SettingsFacts,
    DoctorFacts,
    DefectFacts {}

/** Every code a problem can have. */
export type ProblemCode = keyof ProblemFacts

/** The one table of every problem: severity, exit code and wording. The reference documentation is made from it. */
export const catalogue: Catalogue<ProblemFacts> = {
  ...manifestProblems,
  ...certificateProblems,
  ...componentProblems,
  ...registryProblems,
  ...sourceProblems,
  ...stateProblems,
  ...passProblems,
  ...observationProblems,
  ...publishProblems,
  ...initProblems,
  ...commandLineProblems,
  ...settingsProblems,
  ...doctorProblems,
  ...defectProblems,
}

/** Where a problem lies. Lines and columns count from 1. */
export interface Place {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** How many characters are at fault, for the mark under an excerpt. */
  readonly length?: number
  /** JSON pointer into the document, for example `/nodes/0/ip`. */
  readonly pointer?: string
  /** The lines to show, the last one being the faulty one. Never given for a file that may hold a secret. */
  readonly excerpt?: readonly { readonly line: number; readonly text: string }[]
}

/** A fault in somebody's data: returned and collected, never thrown. It has an exit code where it is an error. */
export type Problem = Grade & Finding

interface Finding {
  readonly code: ProblemCode
  readonly place: Place
  readonly message: string
  readonly remedy: string
  /** The id of the party that this problem leaves out; without one it concerns the whole. */
  readonly party?: string
}

/** Words a problem from its code and facts. */
export function makeProblem<Code extends ProblemCode>(code: Code, place: Place, facts: ProblemFacts[Code]): Problem {
  const kind: ProblemKind<ProblemFacts[Code]> = catalogue[code]
  return { ...gradeOf(kind), code, place, message: kind.message(facts), remedy: kind.remedy(facts) }
}

/** Makes a problem one that is told and no more. */
export function toWarning({ code, place, message, remedy, party }: Problem): Problem {
  const warning = { severity: 'warning', code, place, message, remedy } as const
  return party === undefined ? warning : { ...warning, party }
}

/** The exit codes that problems lead to: those of the errors among them. */
export function errorCodesOf(problems: readonly Problem[]): readonly ErrorCode[] {
  return problems.flatMap((problem) => (problem.severity === 'error' ? [problem.exitCode] : []))
}

/** Tells a problem from what was asked for. */
export function isProblem(value: object | string): value is Problem {
  return typeof value === 'object' && 'severity' in value
}

const TOPICS: Readonly<Record<'component' | 'source', object>> = {
  component: componentProblems,
  source: sourceProblems,
}

/** Tells whether a problem is one of the component's own configuration, or of reading a federation directory. */
export function isAbout({ code }: Problem, topic: keyof typeof TOPICS): boolean {
  return Object.hasOwn(TOPICS[topic], code)
}

/** Tells whether any of the problems is an error. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

/** Sorts by file, line, column and code, so that equal input gives equal output. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => {
    return comparePlaces(a.place, b.place) || compareText(a.code, b.code) || compareText(a.message, b.message)
  })
}

function gradeOf(grade: Grade): Grade {
  return grade.severity === 'error'
    ? { severity: grade.severity, exitCode: grade.exitCode }
    : { severity: grade.severity }
}

function comparePlaces(a: Place, b: Place): number {
  const [fileA, lineA, columnA] = sortKeys(a)
  const [fileB, lineB, columnB] = sortKeys(b)
  return compareText(fileA, fileB) || lineA - lineB || columnA - columnB
}

function sortKeys({ file = '', line = 0, column = 0 }: Place): readonly [string, number, number] {
  return [file, line, column]
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
