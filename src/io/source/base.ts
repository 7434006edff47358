import type { World } from '../world/world.ts'
import { assertGenuine, parseObjects } from './git-objects.ts'
import { askGit, describeFailure, runGit, type Repository } from './git.ts'

/** A commit of one repository, by its whole id. */
export interface CommitOf {
  readonly repository: Repository
  readonly id: string
}

/** Where two histories parted; `unknown` where a shallow clone does not reach back far enough. */
export type Parting =
  { readonly kind: 'at'; readonly id: string } | { readonly kind: 'nowhere' } | { readonly kind: 'unknown' }

/** Finds the commit that the first of several names stands for that a repository has, by one git process. */
export function findCommit(world: World, repository: Repository, names: readonly string[]): string | undefined {
  const input = names.map((name) => `${name}^{commit}\n`).join('')
  const output = askGit(world, repository, { command: 'cat-file', args: ['--batch-check'], input })
  const found = output.toString('latin1').split('\n')
  return found.flatMap((line) => /^([0-9a-f]{40,64}) commit [0-9]+$/.exec(line)?.[1] ?? [])[0]
}

/** Reads the parents that a commit itself names, also where a shallow clone hides them. */
export function readParents(world: World, { repository, id }: CommitOf): readonly string[] {
  const input = `${id}\n`
  const objects = parseObjects(askGit(world, repository, { command: 'cat-file', args: ['--batch'], input }))
  assertGenuine(objects, repository.label)
  const text = objects[0]?.bytes.toString('latin1') ?? ''
  const header = text.slice(0, text.indexOf('\n\n'))
  return Array.from(header.matchAll(/^parent ([0-9a-f]{40,64})$/gm), ([, parent = '']) => parent)
}

/**
 * Finds the newest commit that leads to both, from objects alone; of several the first that git names.
 *
 * @remarks Each of two mirrors holds what leads to its own commit; then their histories are listed, and compared here.
 */
export function findParting(world: World, head: CommitOf, base: CommitOf): Parting {
  const { repository } = head
  if (repository.gitDirectory !== base.repository.gitDirectory) return compareLists(world, head, base)
  const call = { command: 'merge-base', args: [base.id, head.id] } as const
  const result = runGit(world, repository, call)
  const id = /^[0-9a-f]{40,64}(?=\n)/.exec(result.stdout.toString('latin1'))?.[0]
  if (result.status === 0 && id !== undefined) return { kind: 'at', id }
  if (result.status !== 1) throw describeFailure(repository, call, result)
  return { kind: isShallow(world, repository) ? 'unknown' : 'nowhere' }
}

/** Tells whether a clone was made without its whole history. */
export function isShallow(world: World, repository: Repository): boolean {
  const args = ['--is-shallow-repository']
  return askGit(world, repository, { command: 'rev-parse', args }).toString('latin1').trim() === 'true'
}

function compareLists(world: World, head: CommitOf, base: CommitOf): Parting {
  const known = new Set(listHistory(world, base))
  const id = listHistory(world, head).find((each) => known.has(each))
  return id === undefined ? { kind: 'nowhere' } : { kind: 'at', id }
}

/** Each commit before all that lead to it. */
function listHistory(world: World, { repository, id }: CommitOf): readonly string[] {
  const output = askGit(world, repository, { command: 'rev-list', args: ['--topo-order', id] })
  return output.toString('latin1').split('\n')
}
