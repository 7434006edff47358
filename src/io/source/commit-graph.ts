import type { World } from '../world/world.ts'
import { describeFailure, runGit, type GitCall, type Repository } from './git.ts'

/** Commits with their parents; in the order of the map each comes before its parents, whatever their dates say. */
export type CommitGraph = ReadonlyMap<string, readonly string[]>

/**
 * Reads the whole history of some commits by one git process, or tells why git cannot follow it.
 *
 * @throws `SOURCE_TOO_BIG`, and as `runGit`
 */
export function readCommitGraph(world: World, repository: Repository, tips: readonly string[]): CommitGraph | Error {
  const args = ['--parents', '--topo-order', '--stdin']
  const call: GitCall = { command: 'rev-list', args, input: `${tips.join('\n')}\n` }
  const result = runGit(world, repository, call)
  return result.status === 0 ? parseGraph(result.stdout) : describeFailure(repository, call, result)
}

function parseGraph(output: Buffer): CommitGraph {
  const lines = output.toString('latin1').split('\n').slice(0, -1)
  return new Map(
    lines.map((line) => {
      const [id = '', ...parents] = line.split(' ')
      return [id, parents]
    }),
  )
}
