import { countResults, GROUPS, type Finding, type FindingResult, type Group } from '../domain/doctor/finding.ts'
import { escapeText } from '../domain/quote.ts'
import { renderAnswer } from './columns.ts'
import { renderProblems } from './problems.ts'
import type { Style } from './style.ts'
import { count, wrap } from './words.ts'

/** One component, and what was found about it. */
export interface ExaminedComponent {
  /** As it was named. */
  readonly directory: string
  /** Absent where it is not known. */
  readonly id: string | undefined
  /** Its label in the federation, where that is known. */
  readonly name: string | undefined
  readonly findings: readonly Finding[]
}

/** Renders what was looked at, and then, below each part, what is wrong and what to do: the errors last, so that they stay in sight. */
export function renderExamination(
  machine: readonly Finding[],
  components: readonly ExaminedComponent[],
  style: Style,
): string {
  const all = [...machine, ...components.flatMap(({ findings }) => findings)]
  const width = Math.max(...all.map(({ title }) => title.length))
  const blocks = [
    renderBlock('This machine', machine, { width, style }),
    ...components.map((each) => renderBlock(nameComponent(each), each.findings, { width, style })),
  ]
  return `${blocks.join('\n')}\n${summarize(all)} Nothing was written.\n`
}

interface Layout {
  /** Of the longest title. */
  readonly width: number
  readonly style: Style
}

const SIGNS: Readonly<Record<FindingResult, string>> = {
  ok: '✓ ok     ',
  warning: '! WARNING',
  error: '✗ ERROR  ',
  skipped: '– skipped',
}
/** So many faults of one check are shown. */
const MOST_SHOWN = 5

function nameComponent({ directory, id, name }: ExaminedComponent): string {
  const known = [name, id].flatMap((each) => (each === undefined ? [] : [escapeText(each)]))
  return known.length === 0 ? escapeText(directory) : known.join('   ')
}

function renderBlock(head: string, findings: readonly Finding[], layout: Layout): string {
  const { style } = layout
  const lines = GROUPS.flatMap((group) => renderGroup(group, findings, layout))
  const faults = [...pick(findings, 'warning'), ...pick(findings, 'error')]
  const told = limit(faults).flatMap(({ problem }) => problem ?? [])
  const details = told.length === 0 ? '' : `\n${renderProblems(told, style)}`
  const title = renderAnswer({ text: head, emphasis: style.strong }, (each) => judge(findings, each), style)
  return `${title}\n${lines.map((line) => `${line}\n`).join('')}${details}`
}

/** The answer first. */
function judge(findings: readonly Finding[], style: Style): string {
  const { error, warning } = countResults(findings)
  if (error > 0) {
    const others = warning === 0 ? '' : `, ${count(warning, 'warning')}`
    return style.bad(`${count(error, 'ERROR', 'ERRORS')}${others}`)
  }
  return warning > 0 ? style.careful(count(warning, 'warning')) : style.good('all well')
}

function renderGroup(group: Group, findings: readonly Finding[], layout: Layout): readonly string[] {
  const all = findings.filter((finding) => finding.group === group)
  if (all.length === 0) return []
  const title = group === 'Machine' ? [] : [group]
  const rest = all.filter(({ result }) => result !== 'skipped')
  const shown = limit(rest)
  return [
    ...title,
    ...shown.flatMap((finding) => renderFinding(finding, layout)),
    ...(shown.length < rest.length ? [`  … and ${rest.length - shown.length} more: --format json`] : []),
    ...renderSkipped(pick(all, 'skipped'), layout.style),
  ]
}

function renderFinding({ result, title, message, problem }: Finding, { width, style }: Layout): readonly string[] {
  const head = `  ${emphasize(result, style)(SIGNS[result])}  ${title.padEnd(width)}  `
  const indent = SIGNS[result].length + width + 6
  const [first = '', ...more] = wrap(escapeText(problem?.code ?? message), indent, style.width)
  return [head + first.trimStart(), ...more]
}

/** Those with one reason in one line: what is not known keeps many checks from looking. */
function renderSkipped(skipped: readonly Finding[], style: Style): readonly string[] {
  const byReason = new Map<string, string[]>()
  for (const { message, title } of skipped) byReason.set(message, [...(byReason.get(message) ?? []), title])
  return [...byReason].flatMap(([reason, titles]) => {
    const indent = SIGNS.skipped.length + 4
    const [first = '', ...more] = wrap(`${titles.join(', ')}: ${escapeText(reason)}`, indent, style.width)
    return [`  ${style.faint(SIGNS.skipped)}  ${first.trimStart()}`, ...more]
  })
}

function emphasize(result: FindingResult, style: Style): (text: string) => string {
  switch (result) {
    case 'ok':
      return style.good
    case 'warning':
      return style.careful
    case 'error':
      return style.bad
    case 'skipped':
      return style.faint
  }
}

function pick(findings: readonly Finding[], wanted: FindingResult): readonly Finding[] {
  return findings.filter(({ result }) => result === wanted)
}

/** Keeps so many of each check and result as are shown: a federation may have 10,000 parties. */
function limit(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, number>()
  return findings.filter(({ check, result }) => {
    const key = `${check} ${result}`
    const before = seen.get(key) ?? 0
    seen.set(key, before + 1)
    return before < MOST_SHOWN
  })
}

function summarize(findings: readonly Finding[]): string {
  const { ok, warning, error, skipped } = countResults(findings)
  return `${count(error, 'error')}, ${count(warning, 'warning')}; ${ok} ok, ${skipped} skipped.`
}
