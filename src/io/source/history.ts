import type { Revision } from '../../domain/federation.ts'
import type { World } from '../world/world.ts'
import { askGit, describeFailure, runGit, type GitCall, type Repository } from './git.ts'
import { locateSource, type Source } from './source.ts'

/** Characters that are kept of an author or subject: anybody may write megabytes there. */
const LONGEST = 4096

/** How one commit stands to an earlier one; `unknown` where a shallow clone does not reach back far enough. */
export type HistoryRelation = 'same' | 'descends' | 'rewritten' | 'unknown'

/** Two commits by their whole ids: the last one that was accepted, and the one that was read now. */
export interface HistoryQuestion {
  readonly accepted: string
  readonly head: string
}

/**
 * Tells whether the commit read now descends from the last accepted one, from objects alone. Where one of them is
 * no commit id, nothing can be told.
 */
export function readHistoryRelation(world: World, repository: Repository, question: HistoryQuestion): HistoryRelation {
  const { accepted, head } = question
  if (!isCommitId(accepted) || !isCommitId(head)) return 'unknown'
  if (accepted === head) return 'same'
  return compareHistory(world, repository, question)
}

/**
 * Finds the last commit that touched a file or directory below the federation directory; `undefined` outside git and
 * where no commit did.
 */
export function readDeclarationHistory(world: World, directory: string, path: string): Revision | undefined {
  const { repository, prefix }: Source = locateSource(world, directory)
  if (repository === undefined) return undefined
  const target = prefix === '' ? path : `${prefix}/${path}`
  const format = '--format=%H%x00%an%x00%ct%x00%s'
  const args = ['-1', '--no-mailmap', '--no-color', '--encoding=UTF-8', format, 'HEAD', '--', `:(top,literal)${target}`]
  const output = askGit(world, repository, { command: 'log', args }).toString('utf8')
  const [id = '', author = '', seconds = '', subject = ''] = output.replace(/\n$/, '').split('\0')
  if (id === '') return undefined
  return { id, author: author.slice(0, LONGEST), time: Number(seconds) * 1000, subject: subject.slice(0, LONGEST) }
}

function isCommitId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

function compareHistory(world: World, repository: Repository, { accepted, head }: HistoryQuestion): HistoryRelation {
  const call = { command: 'merge-base', args: ['--is-ancestor', accepted, head] } as const
  const result = runGit(world, repository, call)
  if (result.status === 0) return 'descends'
  const isAbsent = result.status === 128 && /not a valid (commit|object) name/i.test(result.stderr)
  // Some versions of git only complain when a commit on the way cannot be read, and then deny.
  const isDenied = result.status === 1 && !/^(error|fatal):/m.test(result.stderr)
  if (!isDenied && !isAbsent) throw describeFailure(repository, call, result)
  return isShallow(world, repository) ? 'unknown' : 'rewritten'
}

function isShallow(world: World, repository: Repository): boolean {
  const call: GitCall = { command: 'rev-parse', args: ['--is-shallow-repository'] }
  return askGit(world, repository, call).toString('latin1').trim() === 'true'
}
