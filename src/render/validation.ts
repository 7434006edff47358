import type { Federation } from '../domain/federation.ts'
import type { Problem } from '../domain/problem.ts'
import { escapeText } from '../domain/quote.ts'
import { countProblems, renderProblems } from './problems.ts'
import type { Style } from './style.ts'
import { count } from './words.ts'

/** What `validate` found. */
export interface Validation {
  readonly directory: string
  /** Absent where a fault concerns the federation as a whole. */
  readonly federation: Federation | undefined
  readonly problems: readonly Problem[]
}

/** Renders every problem, then one line that counts them. */
export function renderValidation({ directory, federation, problems }: Validation, style: Style): string {
  const where = escapeText(directory)
  if (problems.length === 0 && federation !== undefined) {
    return `${style.good('valid')}: ${where} declares ${describe(federation)}.\n`
  }
  const parties = federation === undefined ? '' : ` in ${describe(federation)}`
  return `${renderProblems(problems, style)}\n${countProblems(problems)}${parties}.\n`
}

function describe({ name, parties }: Federation): string {
  return `${escapeText(name)}, ${count(parties.length, 'party', 'parties')}`
}
