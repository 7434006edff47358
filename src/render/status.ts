import { EXIT_CODES } from '../domain/exit-code.ts'
import type { Revision } from '../domain/federation.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import type { ExitCode, Problem } from '../domain/problem.ts'
import { escapeText } from '../domain/quote.ts'
import type { ComponentStatus } from '../domain/status/component-status.ts'
import type { Condition, ConditionStatus, ConditionType } from '../domain/status/condition.ts'
import { WORDS } from './changes.ts'
import { renderAnswer } from './columns.ts'
import { renderPlace, renderProblems } from './problems.ts'
import type { Style } from './style.ts'
import { ago, count, shortRevision, wrap } from './words.ts'

/** What is shown of one component. */
export interface ShownStatus {
  /** As it was named. */
  readonly directory: string
  readonly exitCode: ExitCode
  /** Of reading it: absent for what its last pass found. */
  readonly problems: readonly Problem[]
  /** Absent where it cannot be read. */
  readonly reading: StatusDetails | undefined
}

export interface StatusDetails {
  readonly id: string
  readonly accepted: Revision | undefined
  /** Absent where no pass has ended yet. */
  readonly kept: ComponentStatus | undefined
  readonly conditions: readonly Condition[]
}

/** Renders for each component whether it is ready, what that follows from, and what to do. */
export function renderStatuses(shown: readonly ShownStatus[], now: number, style: Style): string {
  const blocks = shown.map((each) => renderOne(each, now, style))
  const ready = shown.filter(({ reading }) => statusOf(reading, 'Ready') === 'true').length
  const summary = `\n${count(shown.length, 'component')}, ${ready} ready.\n`
  return blocks.join('\n') + (shown.length === 1 ? '' : summary)
}

/** What each condition is where all is well. */
const WELL: Readonly<Record<ConditionType, ConditionStatus>> = {
  Ready: 'true',
  Reconciling: 'false',
  Stalled: 'false',
  SourceFresh: 'true',
  Drifted: 'false',
  ExpiringSoon: 'false',
}

function renderOne({ directory, problems, reading }: ShownStatus, now: number, style: Style): string {
  const remarks = problems.length === 0 ? '' : `\n${renderProblems(problems, style)}`
  if (reading === undefined) return `${escapeText(directory)}   ${style.bad('CANNOT BE READ')}\n${remarks}`
  const { id, accepted, kept } = reading
  const name = kept?.name === undefined ? '' : `${escapeText(kept.name)}   `
  const told = [describeAccepted(accepted, kept, now), ...(kept === undefined ? [] : describePasses(kept, now))]
  const head = { text: `${name}${id}`, emphasis: (text: string) => text }
  const lines = [
    renderAnswer(head, (each) => writeVerdict(reading, each), style),
    ...told.flatMap((line) => wrap(line, 0, style.width)),
    '',
    ...renderConditions(reading, now, style),
    ...renderOtherFaults(reading, style),
  ]
  return lines.map((line) => `${line}\n`).join('') + remarks
}

function writeVerdict(reading: StatusDetails, style: Style): string {
  switch (statusOf(reading, 'Ready')) {
    case 'true':
      return style.good('ready')
    case 'false':
      return style.bad('NOT READY')
    case 'unknown':
    case undefined:
      return style.careful('UNKNOWN')
  }
}

function statusOf(reading: StatusDetails | undefined, type: ConditionType): ConditionStatus | undefined {
  return reading?.conditions.find((condition) => condition.type === type)?.status
}

function describeAccepted(accepted: Revision | undefined, kept: ComponentStatus | undefined, now: number): string {
  const where = kept?.federation === undefined ? '' : `In ${escapeText(kept.federation)}, `
  if (accepted === undefined) return `${where === '' ? 'N' : `${where}n`}o commit accepted yet.`
  const { id, subject, time } = accepted
  const title = subject === undefined ? '' : ` “${escapeText(subject)}”`
  const age = time === undefined ? '' : `, ${ago(time, now)}`
  return `${where === '' ? 'A' : `${where}a`}t ${shortRevision(id)}${title}${age}.`
}

function describePasses({ lastPass, lastSuccess, omitted }: ComponentStatus, now: number): readonly string[] {
  const { endedAt, exitCode } = lastPass
  const done = [...countDone(lastPass), ...(omitted.changes === 0 ? [] : [`${omitted.changes} more not shown`])]
  const ending = [EXIT_CODES[exitCode], ...done].join('; ')
  const last = `Last pass ${ago(endedAt, now)}: ${ending}${exitCode === 0 ? '' : ` (${exitCode})`}.`
  if (exitCode === 0) return [last]
  return [
    last,
    lastSuccess === undefined ? 'None has succeeded yet.' : `Last success ${ago(lastSuccess.endedAt, now)}.`,
  ]
}

function countDone({ changes }: PassRecord): readonly string[] {
  const done = changes.filter(({ result }) => result === 'done')
  const kinds = ['register', 'replace', 'delete'] as const
  return kinds
    .map((kind) => [kind, done.filter((change) => change.kind === kind).length] as const)
    .flatMap(([kind, number]) => (number === 0 ? [] : [`${number} ${WORDS[kind].done}`]))
}

function renderConditions({ conditions, kept }: StatusDetails, now: number, style: Style): readonly string[] {
  const typeWidth = Math.max(...conditions.map(({ type }) => type.length))
  const reasonWidth = Math.max(...conditions.map(({ reason }) => reason.length))
  const told = new Set<string>()
  return conditions.flatMap((condition) => {
    const { type, status, reason, message } = condition
    const word = status.padEnd('unknown'.length)
    const isWell = status === WELL[type]
    const since = describeSince(condition, now)
    const isLong = style.width !== undefined && typeWidth + reasonWidth + since.length + 15 > style.width
    const facts = `  ${type.padEnd(typeWidth)}  ${isWell ? word : style.careful(word)}  ${reason.padEnd(reasonWidth)}`
    const lines = isLong && since !== '' ? [facts.trimEnd(), `    ${since}`] : [`${facts}  ${since}`.trimEnd()]
    const isNews = !isWell && !told.has(message)
    told.add(message)
    return isNews ? [...lines, ...explain(message, kept, style)] : lines
  })
}

/** Where nothing is known, there is nothing that it could be so since. */
function describeSince({ reason, since, revision }: Condition, now: number): string {
  if (reason === 'NoPassYet') return ''
  const at = revision === undefined || revision === 'none' ? '' : ` at ${shortRevision(revision)}`
  return `${ago(since, now).replace(/^(.*) ago$/, 'for $1')}${at}`
}

const INDENT = 4

/** A message; with where that is and what to do about it where a problem of the last pass says so. */
function explain(message: string, kept: ComponentStatus | undefined, { width }: Style): readonly string[] {
  const problem = kept?.lastPass.problems.find((each) => each.message === message)
  const remedy = problem === undefined ? [] : wrap(`→ ${escapeText(problem.remedy)}`, INDENT, width)
  const place = problem?.place.line === undefined ? [] : [' '.repeat(INDENT) + renderPlace(problem.place)]
  return [...place, ...wrap(escapeText(message), INDENT, width), ...remedy]
}

/**
 * What the last pass found that stands behind no condition: errors, for another one weighs more, and what kept it from telling
 * the federation, which nothing else shows. Other warnings are those of the declaration.
 */
function renderOtherFaults({ conditions, kept }: StatusDetails, style: Style): readonly string[] {
  if (kept === undefined) return []
  const told = new Set(conditions.map(({ message }) => message))
  const others = kept.lastPass.problems.filter(
    ({ severity, code, message }) => (severity === 'error' || code.startsWith('OBSERVATION_')) && !told.has(message),
  )
  const { problems: omitted } = kept.omitted
  const more = omitted === 0 ? [] : [`  … and ${count(omitted, 'problem')} more: fbm-gitops plan`]
  if (others.length + more.length === 0) return []
  return ['', '  The last pass also found:', ...others.flatMap(({ message }) => explain(message, kept, style)), ...more]
}
