import type { HistoryFact } from '../../domain/report/history-fact.ts'
import { FederationError } from '../../errors.ts'
import type { World } from '../world/world.ts'
import { readCommitGraph, type CommitGraph } from './commit-graph.ts'
import { parseObjectFacts } from './git-objects.ts'
import { askGit, type Repository } from './git.ts'
import { isShallow } from './base.ts'
import { isCommitId } from './history.ts'
import type { CommittedDirectory } from './revision.ts'

/** How commits that somebody has seen stand to the one that was read, and to each other. */
export interface SeenCommits {
  /** One for each commit that was asked about. */
  readonly history: ReadonlyMap<string, HistoryFact>
  /**
   * Pairs of commits of which neither descends from the other: none where all lie in one line, and otherwise one pair for
   * each line beyond the first. Of commits that are unknown here there is none.
   */
  readonly divergence: readonly (readonly [string, string])[]
  /** Whether this is a shallow clone: what is unknown in it may be known to a whole one. */
  readonly isShallow: boolean
}

/**
 * Tells how commits stand to the one that was read and to each other, by at most four git processes, however many they are.
 * What is not the whole id of a commit is unknown, and so is everything where the history is too long to be followed (some
 * hundred thousand commits).
 *
 * @throws as `runGit`; `GIT_REFUSED` where the history of the commit that was read cannot be followed
 */
export function readSeenCommits(
  world: World,
  { repository, revision }: CommittedDirectory,
  commits: readonly string[],
): SeenCommits {
  const head = revision.id
  const others = [...new Set(commits)].filter((id) => id !== head && isCommitId(id))
  if (others.length === 0) return { history: describe(commits, head), divergence: [], isShallow: false }
  const cut = isShallow(world, repository)
  const present = listPresent(world, repository, others)
  const graph = present.length === 0 ? undefined : followHistory(world, repository, [head, ...present])
  if (graph === undefined) return { history: describe(commits, head), divergence: [], isShallow: cut }
  const facts = relate(graph, head, cut)
  const seen = new Set([...present, head].filter((id) => commits.includes(id)))
  return { history: describe(commits, head, facts), divergence: cut ? [] : findDivergence(graph, seen), isShallow: cut }
}

function describe(
  commits: readonly string[],
  head: string,
  facts: ReadonlyMap<string, HistoryFact> = new Map(),
): ReadonlyMap<string, HistoryFact> {
  return new Map(commits.map((id) => [id, id === head ? 'same' : (facts.get(id) ?? 'unknown')]))
}

function listPresent(world: World, repository: Repository, ids: readonly string[]): readonly string[] {
  const call = { command: 'cat-file', args: ['--batch-check', '--buffer'], input: `${ids.join('\n')}\n` } as const
  const facts = parseObjectFacts(askGit(world, repository, call))
  return facts.flatMap((each) => (each?.type === 'commit' ? [each.id] : []))
}

/** Of a commit that nothing leads to, git may have thrown away what came before: then only the history of the head is followed. */
function followHistory(world: World, repository: Repository, ids: readonly string[]): CommitGraph | undefined {
  try {
    const all = readCommitGraph(world, repository, ids)
    const graph = all instanceof Error ? readCommitGraph(world, repository, ids.slice(0, 1)) : all
    if (graph instanceof Error) throw graph
    return graph
  } catch (error) {
    if (error instanceof FederationError && error.problems[0]?.code === 'SOURCE_TOO_BIG') return undefined
    throw error
  }
}

/** Each commit of the graph, as it stands to the head. */
function relate(graph: CommitGraph, head: string, cut: boolean): ReadonlyMap<string, HistoryFact> {
  const facts = new Map<string, HistoryFact>([[head, 'same']])
  for (const [id, parents] of graph) {
    const older = facts.has(id) ? parents : []
    for (const parent of older) facts.set(parent, 'behind')
  }
  const leadsTo = (id: string): boolean => ['same', 'ahead'].includes(facts.get(id) ?? '')
  const apart = cut ? 'unknown' : 'diverged'
  for (const [id, parents] of parentsFirst(graph)) {
    if (!facts.has(id)) facts.set(id, parents.some(leadsTo) ? 'ahead' : apart)
  }
  return facts
}

/** How much of each line a commit descends from: the place of the line, and how many commits of it. */
type Reach = ReadonlyMap<number, number>

/**
 * Puts the commits into lines in which each descends from the one before, and pairs the first commit of each further line
 * with one that does not lead to it.
 *
 * @remarks What a commit descends from is told by one number for each line, so that the work grows with the history and not
 * with the pairs of commits.
 */
function findDivergence(graph: CommitGraph, seen: ReadonlySet<string>): readonly (readonly [string, string])[] {
  const reaches = new Map<string, Reach>()
  const lines: string[][] = []
  const pairs: (readonly [string, string])[] = []
  for (const [id, parents] of parentsFirst(graph)) {
    const reach = join(parents.map((parent) => reaches.get(parent) ?? NOTHING))
    reaches.set(id, seen.has(id) ? append(lines, id, reach) : reach)
    const newest = lines.at(-1)
    const other = lines[0]?.at(-1)
    if (lines.length > pairs.length + 1 && newest?.[0] === id && other !== undefined) pairs.push([other, id])
  }
  return pairs
}

const NOTHING: Reach = new Map()

/** Puts a commit behind the first line that it descends from the whole of, or begins another. */
function append(lines: string[][], id: string, reach: Reach): Reach {
  const [place = lines.length] = [...reach].find(([line, length]) => lines[line]?.length === length) ?? []
  const line = lines[place] ?? []
  line.push(id)
  lines[place] = line
  return new Map(reach).set(place, line.length)
}

function join(reaches: readonly Reach[]): Reach {
  const [first = NOTHING, ...others] = reaches
  if (others.every((other) => other === first)) return first
  const joined = new Map(first)
  for (const [line, length] of others.flatMap((other) => [...other])) {
    joined.set(line, Math.max(length, joined.get(line) ?? 0))
  }
  return joined
}

function parentsFirst(graph: CommitGraph): readonly (readonly [string, readonly string[]])[] {
  return [...graph].reverse()
}
