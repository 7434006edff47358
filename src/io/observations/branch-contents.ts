import { LARGEST_OBSERVATION } from '../../domain/observation/written.ts'
import type { UnreadableReason } from '../../domain/problems/source/observed.ts'
import {
  findEntries,
  isGenuine,
  parseObjectFacts,
  parseObjects,
  type GitObject,
  type ObjectFacts,
} from '../source/git-objects.ts'
import { askGit, type Repository } from '../source/git.ts'
import { parseCommit } from '../source/revision.ts'
import type { World } from '../world/world.ts'
import { MOST_BYTES_IN_ALL } from './found.ts'
import { OBSERVATION_FILE } from './names.ts'

/** What one commit holds: the file, or why it counts for nothing. */
export interface Content {
  readonly bytes: Uint8Array | UnreadableReason
  readonly committedAt: number | undefined
}

/** Reads what commits hold, by two git processes; sizes are known before anything is read. */
export function readContents(
  world: World,
  repository: Repository,
  commits: readonly string[],
): ReadonlyMap<string, Content> {
  if (commits.length === 0) return new Map()
  const names = commits.flatMap((id) => [`${id}\n`, `${id}^{tree}\n`, `${id}:${OBSERVATION_FILE}\n`])
  const check = { command: 'cat-file', args: ['--batch-check', '--buffer'], input: names.join('') } as const
  const facts = parseObjectFacts(askGit(world, repository, check))
  const seen = commits.map((id, index): Seen => {
    const [commit, tree, file] = facts.slice(3 * index, 3 * index + 3)
    return { id, commit, tree, file }
  })
  const sightings = spendOn(seen)
  const objects = readSound(world, repository, sightings)
  return new Map(sightings.map((sighting) => [sighting.id, toContent(sighting, objects)]))
}

/** What a commit is said to hold. */
interface Seen {
  readonly id: string
  readonly commit: ObjectFacts | undefined
  readonly tree: ObjectFacts | undefined
  readonly file: ObjectFacts | undefined
}

interface Sighting extends Seen {
  readonly fault: UnreadableReason | undefined
}

/** More than any commit and tree of ours have together. */
const MOST_BYTES_AROUND = 64 * 1024

function judgeSizes({ commit, tree, file }: Seen): UnreadableReason | undefined {
  if (commit?.type !== 'commit' || tree?.type !== 'tree') return 'damaged'
  if (commit.size + tree.size > MOST_BYTES_AROUND) return 'too-big'
  return file && judgeFile(file)
}

function judgeFile({ type, size }: ObjectFacts): UnreadableReason | undefined {
  if (type !== 'blob') return 'no-file'
  return size > LARGEST_OBSERVATION ? 'too-big' : undefined
}

/** The smallest come first, so that a few that somebody blew up cannot keep all others from being read. */
function spendOn(seen: readonly Seen[]): readonly Sighting[] {
  let left = MOST_BYTES_IN_ALL
  return [...seen]
    .sort((one, other) => sizeOf(one) - sizeOf(other))
    .map((each): Sighting => {
      const fault = judgeSizes(each)
      if (fault !== undefined) return { ...each, fault }
      left -= sizeOf(each)
      return { ...each, fault: left < 0 ? 'too-many-bytes' : undefined }
    })
}

function sizeOf({ commit, tree, file }: Seen): number {
  return [commit, tree, file].reduce((sum, facts) => sum + (facts?.size ?? 0), 0)
}

type Objects = ReadonlyMap<string, GitObject>

/** Those that may be read, and are what their ids say. */
function readSound(world: World, repository: Repository, sightings: readonly Sighting[]): Objects {
  const sound = sightings.filter(({ fault }) => fault === undefined)
  const ids = sound.flatMap(({ commit, tree, file }) => [commit, tree, file].flatMap((facts) => facts?.id ?? []))
  if (ids.length === 0) return new Map()
  const input = `${[...new Set(ids)].join('\n')}\n`
  const call = { command: 'cat-file', args: ['--batch', '--buffer'], input, maxBytes: MOST_BATCH_BYTES } as const
  const objects = parseObjects(askGit(world, repository, call))
  return new Map(objects.flatMap((found) => (found !== undefined && isGenuine(found) ? [[found.id, found]] : [])))
}

/** With room for the headers. */
const MOST_BATCH_BYTES = MOST_BYTES_IN_ALL + 8 * 1024 * 1024

function toContent({ commit, tree, file, fault }: Sighting, objects: Objects): Content {
  const [found, root, blob] = [commit, tree, file].map((facts) => objects.get(facts?.id ?? ''))
  if (fault !== undefined) return { bytes: fault, committedAt: undefined }
  if (found === undefined || root === undefined) return { bytes: 'damaged', committedAt: undefined }
  return { bytes: judgeTree(found, root) ?? chooseFile(root, blob), committedAt: parseCommit(found).time }
}

/** It must be the commit's. */
function judgeTree(commit: GitObject, root: GitObject): UnreadableReason | undefined {
  return commit.bytes.toString('latin1').startsWith(`tree ${root.id}\n`) ? undefined : 'damaged'
}

/** The tree must hold one plain file of this name, and it must be that one. */
function chooseFile(root: GitObject, blob: GitObject | undefined): Uint8Array | UnreadableReason {
  const [entry, second] = findEntries(root, OBSERVATION_FILE)
  if (entry === undefined) return 'missing'
  if (second !== undefined) return 'twice'
  if (!/^100(?:644|755)$/.test(entry.mode)) return 'no-file'
  return blob?.id === entry.id ? blob.bytes : 'damaged'
}
