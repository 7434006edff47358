import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { Publication } from '../../domain/publication.ts'
import { federationError } from '../../errors.ts'
import { readRevision } from '../source/revision.ts'
import type { World } from '../world/world.ts'
import { askOperatorGit, runOperatorGit } from './operator-git.ts'

/** The operator's clone that a federation directory lies in. */
export interface Clone {
  /** The top of its work tree. */
  readonly top: string
  /** The path of the federation directory below it; empty where it is the top. */
  readonly prefix: string
}

/** A clone in which a publication can be committed. */
export interface ReadyClone extends Clone {
  /** The branch that the commit is made on. */
  readonly branch: string
  /** The branch that the clone is on now; absent where it is on none. */
  readonly current: string | undefined
  /** Where the branch is pushed to; absent where there is no remote, or nobody knows which one of several. */
  readonly remote: string | undefined
}

/**
 * Finds the clone that a federation directory lies in; `undefined` outside git.
 *
 * @throws as `readRevision`: also where the directory is not committed at all
 */
export function findClone(world: World, directory: string): Clone | undefined {
  const committed = readRevision(world, directory)
  return committed && { top: committed.repository.top, prefix: committed.source.prefix }
}

/** The path of a file of the federation directory below the top of its clone. */
export function pathInClone({ prefix }: Clone, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`
}

/** Tells of files that hold what is to be published, but are not committed. */
export function findUncommitted(world: World, clone: Clone, { paths }: Publication): readonly Problem[] {
  const names = listChanged(world, clone, paths)
  return names.length === 0 ? [] : [makeProblem('PUBLISH_NOT_COMMITTED', {}, { clone: clone.top, names })]
}

/**
 * Makes sure, before anything is written, that nothing but a publication would be committed, and that it can be.
 *
 * @throws `PUBLISH_FILE_CHANGED`, `PUBLISH_STAGED`, `PUBLISH_FILE_IGNORED`, `PUBLISH_BRANCH_EXISTS`, `PUBLISH_GIT_FAILED`
 */
export function makeReady(world: World, clone: Clone, publication: Publication): ReadyClone {
  const { top } = clone
  checkFiles(world, clone, publication)
  // Fails where nobody has told git who commits.
  askOperatorGit(world, top, ['var', 'GIT_COMMITTER_IDENT'])
  const ready = findBranch(world, clone, publication)
  const { branch, current } = ready
  const exists = runOperatorGit(world, top, ['show-ref', '--verify', '--quiet', `refs/heads/${branch}`]).status === 0
  if (exists && current !== branch) throw federationError('PUBLISH_BRANCH_EXISTS', { clone: top, branch })
  return ready
}

/** Tells on which branch a publication is committed, and where that is pushed to. */
export function findBranch(world: World, clone: Clone, publication: Publication): ReadyClone {
  const { top } = clone
  const current = firstLine(runOperatorGit(world, top, ['symbolic-ref', '--quiet', '--short', 'HEAD']).stdout)
  return {
    ...clone,
    branch: branchOf(publication),
    current,
    remote: chooseRemote(world, top, current),
  }
}

/** Names the branch that a publication is committed on. */
export function branchOf({ name }: Publication): string {
  return `publish/${name.replaceAll('.', '-')}`
}

/** Also a file that needs no change is looked at: what lies there uncommitted would be missing in the commit. */
function checkFiles(world: World, clone: Clone, { paths }: Publication): void {
  const { top } = clone
  const changed = listChanged(world, clone, paths)
  if (changed.length > 0) throw federationError('PUBLISH_FILE_CHANGED', { clone: top, names: changed })
  const staged = splitNames(askOperatorGit(world, top, ['diff', '--cached', '--name-only', '-z']))
  if (staged.length > 0) throw federationError('PUBLISH_STAGED', { clone: top, names: staged.slice(0, NAMES_SHOWN) })
  for (const path of paths.map((each) => pathInClone(clone, each))) {
    // As `./…` a path is never taken for anything else.
    const { status, reason } = runOperatorGit(world, top, ['check-ignore', '--quiet', '--', `./${path}`])
    if (status > 1) throw federationError('PUBLISH_GIT_FAILED', { clone: top, command: 'check-ignore', reason })
    if (status === 0) throw federationError('PUBLISH_FILE_IGNORED', { clone: top, path })
  }
}

const NAMES_SHOWN = 5

function listChanged(world: World, clone: Clone, paths: readonly string[]): readonly string[] {
  const named = paths.map((path) => pathInClone(clone, path))
  const args = [
    'status',
    '--porcelain=v1',
    '-z',
    '--no-renames',
    '--untracked-files=all',
    '--ignored=no',
    '--',
    ...named,
  ]
  return splitNames(askOperatorGit(world, clone.top, args)).map((entry) => entry.slice(3))
}

/** As git itself chooses, but for guesses: what is configured, else the only one there is. */
function chooseRemote(world: World, top: string, current: string | undefined): string | undefined {
  const keys = current === undefined ? [] : [`branch.${current}.pushRemote`]
  const tracked = current === undefined ? [] : [`branch.${current}.remote`]
  const remotes = askOperatorGit(world, top, ['remote']).split('\n').filter(isRemoteName)
  for (const key of [...keys, 'remote.pushDefault', ...tracked]) {
    const name = firstLine(runOperatorGit(world, top, ['config', '--get', key]).stdout)
    if (name !== undefined && remotes.includes(name)) return name
  }
  return remotes.length === 1 ? remotes[0] : undefined
}

/** What is no such name could be taken for an option, or for a URL. */
function isRemoteName(name: string): boolean {
  return /^\w[\w./-]*$/.test(name)
}

function firstLine(output: string): string | undefined {
  const [line = ''] = output.split('\n')
  return line === '' ? undefined : line
}

function splitNames(output: string): readonly string[] {
  return output.split('\0').filter((name) => name !== '')
}
