import type { World } from '../world/world.ts'
import { decodeName } from './committed-files.ts'
import { askGit, type Repository } from './git.ts'

/** A file as one commit put it, which differs from what every commit before it has there. */
export interface CommittedFile {
  readonly commit: string
  /** Below the top of the repository; bytes that are not UTF-8 as `\\xNN`. */
  readonly path: string
  /** The id of its contents. */
  readonly blob: string
}

/** So many commits are asked about at once: what git answers stays within what is held in memory. */
const COMMITS_AT_ONCE = 2000
const MAX_BYTES = 256 * 1024 * 1024

const SUBMODULE = '160000'
const NOTHING = '000000'

/**
 * Lists what each commit put anywhere in the repository, also what a later one takes away again. A merge puts what none of
 * its parents has; so every file of every commit is listed, save those that commits outside the list brought.
 *
 * @throws as `runGit`
 */
export function* listCommittedFiles(
  world: World,
  repository: Repository,
  commits: readonly string[],
): Generator<CommittedFile, void, undefined> {
  for (let from = 0; from < commits.length; from += COMMITS_AT_ONCE) {
    const input = `${commits.slice(from, from + COMMITS_AT_ONCE).join('\n')}\n`
    yield* parseChanges(askGit(world, repository, { command: 'diff-tree', args: ARGS, input, maxBytes: MAX_BYTES }))
  }
}

const ARGS = [
  '--stdin',
  '--root',
  '-r',
  '-c',
  '--raw',
  '-z',
  '--no-renames',
  '--no-abbrev',
  '--no-ext-diff',
  '--no-textconv',
]

/** Everything ends with NUL: a commit by itself; of a file a header that begins with a colon, then its path. */
function* parseChanges(output: Buffer): Generator<CommittedFile, void, undefined> {
  let commit = ''
  let blob: string | undefined
  let isPath: boolean = false
  for (const word of splitAtNul(output)) {
    if (isPath && blob !== undefined) yield { commit, path: decodeName(word).path, blob }
    const header: string = isPath ? '' : word.toString('latin1')
    isPath = header.startsWith(':')
    if (isPath) blob = parseHeader(header)
    else if (header !== '') commit = header
  }
}

/** `:MODE… MODE ID… ID STATUS`, a colon for each parent; gives the id of a file, and none of what was deleted. */
function parseHeader(header: string): string | undefined {
  const parents = /^:*/.exec(header)?.[0].length ?? 0
  const fields = header.slice(parents).split(' ')
  const mode = fields[parents]
  return mode === NOTHING || mode === SUBMODULE ? undefined : fields[2 * parents + 1]
}

function* splitAtNul(output: Buffer): Generator<Buffer, undefined, undefined> {
  for (let from = 0, end = output.indexOf(0); end !== -1; from = end + 1, end = output.indexOf(0, from)) {
    yield output.subarray(from, end)
  }
}
