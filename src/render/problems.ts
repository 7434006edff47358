import type { Place, Problem } from '../domain/problem.ts'
import { escapeText } from '../domain/quote.ts'
import type { Style } from './style.ts'
import { count, wrap } from './words.ts'

const INDENT = 4

/**
 * Renders problems for people: place and code, then message and remedy, then the lines concerned with a mark.
 *
 * @returns blocks separated by an empty line; empty for no problems.
 */
export function renderProblems(problems: readonly Problem[], style: Style): string {
  return problems.map((problem) => renderProblem(problem, style)).join('\n')
}

/** Counts problems in words, for example `2 errors, 1 warning`. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.filter(({ severity }) => severity === 'warning').length
  return `${count(errors, 'error')}, ${count(warnings, 'warning')}`
}

/** Writes a place as editors and terminals make it clickable: `file:line:column`. */
export function renderPlace({ file, line, column }: Place): string {
  if (file === undefined) return ''
  const position = line === undefined ? '' : `:${line}:${column ?? 1}`
  return escapeText(file) + position
}

function renderProblem(problem: Problem, style: Style): string {
  const place = renderPlace(problem.place)
  const emphasis = problem.severity === 'error' ? style.bad : style.careful
  const word = problem.severity === 'error' ? '' : `  ${problem.severity}`
  const head = `${place === '' ? '' : `${place}  `}${emphasis(problem.code)}${word}`
  const texts = [problem.message, problem.remedy].flatMap((text) => wrap(escapeText(text), INDENT, style.width))
  const lines = [head, ...texts]
  return [...lines, ...renderExcerpt(problem.place, style)].map((line) => `${line}\n`).join('')
}

function renderExcerpt({ excerpt, line, column, length }: Place, style: Style): readonly string[] {
  if (excerpt === undefined || excerpt.length === 0 || line === undefined) return []
  const width = Math.max(...excerpt.map((each) => String(each.line).length)) + 2
  const lines = excerpt.map((each) => `  ${String(each.line).padStart(width)} | ${escapeText(each.text)}`)
  const faulty = excerpt.find((each) => each.line === line)?.text ?? ''
  // The mark stands under the text as shown: what was escaped before it has become wider.
  const indent = escapeText(faulty.slice(0, (column ?? 1) - 1)).length
  const mark = `  ${' '.repeat(width)} | ${' '.repeat(indent)}${style.bad('^'.repeat(Math.max(1, length ?? 1)))}`
  return ['', ...lines.map(style.faint), mark]
}
