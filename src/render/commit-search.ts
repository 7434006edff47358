import type { Problem } from '../domain/problem.ts'
import { countProblems, renderProblems } from './problems.ts'
import type { Style } from './style.ts'
import { count } from './words.ts'

/** Commits that were searched for private keys. */
export interface SearchedCommits {
  readonly commits: number
  /** How many different contents of files they brought. */
  readonly contents: number
  readonly problems: readonly Problem[]
}

/** Renders what was found in commits, then one line that counts it. */
export function renderCommitSearch({ commits, contents, problems }: SearchedCommits, style: Style): string {
  const searched = `${count(commits, 'commit')} with ${count(contents, 'new file')}`
  if (problems.length === 0) return `${style.good('no private key')} in ${searched}.\n`
  return `${renderProblems(problems, style)}\n${countProblems(problems)} in ${searched}.\n`
}
