import type { Assessment } from '../domain/pass/assessment.ts'
import type { Change } from '../domain/pass/change.ts'
import { describeEffects } from '../domain/pass/effect.ts'
import type { Outcome } from '../domain/pass/outcome.ts'
import { escapeText } from '../domain/quote.ts'
import { WORDS } from './changes.ts'
import type { Style } from './style.ts'
import { wrap } from './words.ts'

/** Renders the last lines of a plan: what it comes to, and what to type next, with the flags that were typed before. */
export function renderPlanSummary(assessment: Assessment, typed: readonly string[], { width }: Style): string {
  const { plan, verdict, self } = assessment
  if (self === undefined) return '\nNothing was written.\n'
  const counts = [
    ...countKinds(verdict.changes).map(([kind, number]) => `${number} to ${WORDS[kind].pending}`),
    ...countRefused(assessment),
  ]
  if (counts.length === 0) return '\nNothing to do. Nothing was written.\n'
  const command = ['fbm-gitops', 'reconcile', '--plan-digest', plan.digest, ...typed].join(' ')
  const head = 'Apply exactly this:'
  const fits = width === undefined || head.length + 1 + command.length <= width
  const apply = verdict.changes.length === 0 ? '' : `${head}${fits ? ' ' : '\n'}${command}\n`
  return `\n${counts.join(', ')}. Nothing was written.\n${apply}`
}

/** What a pass came to. */
export interface PassSummary {
  readonly assessment: Assessment
  readonly outcomes: readonly Outcome[]
  /** Where the registry as it was before lies; absent where it was not written. */
  readonly backup: string | undefined
}

/** What to do about changes that were not done; a refused one says it itself. */
const REMEDIES: readonly (readonly [Outcome['result'], string])[] = [
  ['failed', 'Mend the cause (disk, permissions), then run the same command again.'],
  ['contended', 'Somebody else changes the same rows: find out who, or stop the component and add `--offline`.'],
]

/** Renders the last lines of a pass: what was done, and where the backup lies. */
export function renderPassSummary({ assessment, outcomes, backup }: PassSummary, { width }: Style): string {
  if (assessment.self === undefined) return '\nNothing was written.\n'
  const done = outcomes.filter(({ result }) => result === 'done').map(({ change }) => change)
  const unsettled = outcomes.length - done.length
  const counts = [
    ...countKinds(done).map(([kind, number]) => `${number} ${WORDS[kind].done}`),
    ...(unsettled === 0 ? [] : [`${unsettled} not done`]),
    ...countRefused(assessment),
  ]
  if (counts.length === 0) return '\nNothing to do.\n'
  const notes = [
    ...(backup === undefined ? [] : [`The registry as it was before: ${escapeText(backup)}`]),
    ...describeEffects(assessment, outcomes),
    ...REMEDIES.filter(([kind]) => outcomes.some(({ result }) => result === kind)).map(([, remedy]) => remedy),
  ]
  return `\n${counts.join(', ')}.\n${notes.flatMap((note) => wrap(note, 0, width).map((line) => `${line}\n`)).join('')}`
}

function countRefused({ plan, verdict }: Assessment): readonly string[] {
  const refused = verdict.refused.length + plan.problems.filter(({ severity }) => severity === 'error').length
  return refused === 0 ? [] : [`${refused} refused`]
}

function countKinds(changes: readonly Change[]): readonly (readonly [Change['kind'], number])[] {
  const kinds = ['register', 'replace', 'delete'] as const
  return kinds
    .map((kind) => [kind, changes.filter((change) => change.kind === kind).length] as const)
    .filter(([, number]) => number > 0)
}
