import type { Revision } from '../../domain/federation.ts'
import type { Rewriting } from '../../domain/problems/source/history.ts'
import type { World } from '../world/world.ts'
import { isShallow } from './base.ts'
import { askGit, describeFailure, runGit, type GitCall, type Repository } from './git.ts'
import type { CommittedDirectory } from './revision.ts'

const CHANGES_SHOWN = 10

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
 * Finds the last commit that touched a file or directory below the federation directory, up to the commit that was read;
 * `undefined` where no commit did.
 */
export function readDeclarationHistory(
  world: World,
  { repository, source: { prefix }, revision }: CommittedDirectory,
  path: string,
): Revision | undefined {
  const format = '--format=%H%x00%an%x00%ct%x00%s'
  const target = pathspec(prefix, path)
  const args = ['-1', '--no-mailmap', '--no-color', '--encoding=UTF-8', format, revision.id, '--', target]
  const output = askGit(world, repository, { command: 'log', args }).toString('utf8')
  const [id = '', author = '', seconds = '', subject = ''] = output.replace(/\n$/, '').split('\0')
  if (id === '') return undefined
  return { id, author: author.slice(0, LONGEST), time: Number(seconds) * 1000, subject: subject.slice(0, LONGEST) }
}

/** Describes how the history up to the commit that was read differs from the accepted one, as far as objects tell. */
export function readRewriting(world: World, committed: CommittedDirectory, accepted: string): Rewriting {
  const { repository, revision } = committed
  const head = revision.id
  const ask = (command: GitCall['command'], ...args: readonly string[]): string => {
    const { status, stdout } = runGit(world, repository, { command, args })
    return status === 0 ? stdout.toString('utf8').trim() : ''
  }
  const [missing, added] = ask('rev-list', '--count', '--left-right', `${accepted}...${head}`).split('\t')
  if (added === undefined) {
    const all = Number(ask('rev-list', '--count', head))
    return { missing: undefined, added: all, ancestor: undefined, changed: [], changedCount: 0 }
  }
  const ancestor = ask('merge-base', accepted, head).split('\n')[0]
  const changed = listChanges(world, committed, accepted)
  return {
    missing: Number(missing),
    added: Number(added),
    ancestor: ancestor === '' ? undefined : ancestor,
    changed: changed.slice(0, CHANGES_SHOWN),
    changedCount: changed.length,
  }
}

const STATUSES: Readonly<Record<string, string>> = { A: 'added', D: 'removed' }

/** From objects alone: no driver of the repository is asked how to show a difference. */
function listChanges(
  world: World,
  { repository, source: { prefix }, revision }: CommittedDirectory,
  accepted: string,
): readonly string[] {
  const quiet = ['-r', '-z', '--name-status', '--no-renames', '--no-ext-diff', '--no-textconv']
  const paths = prefix === '' ? [] : [pathspec(prefix)]
  const call: GitCall = { command: 'diff-tree', args: [...quiet, accepted, revision.id, '--', ...paths] }
  const { status, stdout } = runGit(world, repository, call)
  if (status !== 0) return []
  const parts = stdout.toString('utf8').split('\0')
  const below = prefix === '' ? 0 : prefix.length + 1
  return Array.from({ length: Math.floor(parts.length / 2) }, (_, index) => {
    return `${(parts[2 * index + 1] ?? '').slice(below)} (${STATUSES[parts[2 * index] ?? ''] ?? 'changed'})`
  })
}

/** A path in the repository, from its top, in which nothing has a meaning. */
export function pathspec(...parts: readonly string[]): string {
  return `:(top,literal)${parts.filter((part) => part !== '').join('/')}`
}

/** Tells whether a text is the whole id of a commit. */
export function isCommitId(text: string): boolean {
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
