import { join } from 'node:path'
import {
  makeBareRepository,
  putBareRepository,
  recognizeBareRepository,
  removeTree,
  type ObjectFormat,
} from '../mirror/bare-repository.ts'
import { describeFetchFailure } from '../mirror/fetch-failure.ts'
import type { RemoteOrder } from '../mirror/fetch-order.ts'
import { attemptFetch, findFormat, isRefMissing } from '../mirror/fetch.ts'
import type { MirrorPlace } from '../mirror/mirror-place.ts'
import { makeNonce } from '../world/nonce.ts'
import type { World } from '../world/world.ts'
import { OBSERVATION_FILE } from './names.ts'
import { askPlumbing, runPlumbing } from './plumbing.ts'
import type { Publishing, Start } from './publishing.ts'

/*
 * Beside a mirror lies a second bare repository, in which the commits of our own branch are made: nothing is ever written
 * into a mirror that was not checked on its way. It holds what was pushed last, and can be thrown away at any time: what is
 * on the branch is then fetched first.
 */

/** What a commit is built upon. */
export interface Ground {
  /** What the branch is thought to be at; absent where it is thought not to be there. */
  readonly tip: string | undefined
  /** The commit before; absent where a history begins. */
  readonly parent: string | undefined
}

/** What we know of the branch. */
const OWN = 'refs/fbm-gitops/own'

/** So many commits a branch has at most. */
const MOST_COMMITS = 20

/** Names the repository in which our own commits are made. */
export function locateScratch({ directory }: MirrorPlace): string {
  return join(directory, 'observed')
}

/** Throws away what is known of the branch. */
export async function dropScratch(place: MirrorPlace): Promise<void> {
  await place.asOwner(() => {
    removeTree(place.files, locateScratch(place))
  })
}

/**
 * Makes ready for a commit: as things were left when it was pushed last, or, where nothing is known of that or it was not
 * true, as they are there now.
 *
 * @throws the fault that keeps the branch from being fetched
 */
export async function openScratch(world: World, publishing: Publishing, from: Start): Promise<Ground> {
  const { place, repository } = publishing.order
  const format = await place.asOwner(() => recognizeBareRepository(place.files, repository))
  const known = format !== undefined && from === 'remembered' ? readTip(world, publishing.order) : undefined
  const tip = known ?? (await fetchBranch(world, publishing, from === 'sha256' ? from : 'sha1'))
  if (tip === undefined || countCommits(world, publishing.order, tip) < MOST_COMMITS) return { tip, parent: tip }
  // A history begins: nothing of the old one is needed any more.
  await renew(world, publishing.order, { format: tip.length === 40 ? 'sha1' : 'sha256' })
  return { tip, parent: undefined }
}

/** Makes a commit that holds one file; its author is nobody whom mail would reach. */
export function commitText(
  world: World,
  { order, id }: Publishing,
  { text, parent }: { readonly text: string; readonly parent: string | undefined },
): string {
  const ask = (args: readonly string[], input: string): string =>
    askPlumbing(world, order, { args, input, person: `fbm-gitops ${id}` })
  const blob = ask(['hash-object', '-w', '--no-filters', '--stdin'], text)
  const tree = ask(['mktree'], `100644 blob ${blob}\t${OBSERVATION_FILE}\n`)
  return ask(['commit-tree', ...(parent === undefined ? [] : ['-p', parent]), tree], `Observation of ${id}\n`)
}

/** Remembers what was pushed. */
export function rememberTip(world: World, order: RemoteOrder, commit: string): void {
  askPlumbing(world, order, { args: ['update-ref', OWN, commit] })
}

/** Reads what was pushed last. */
export async function readText(world: World, place: MirrorPlace): Promise<Uint8Array | undefined> {
  const repository = locateScratch(place)
  const format = await place.asOwner(() => recognizeBareRepository(place.files, repository))
  if (format === undefined) return undefined
  const user = place.owner.uid === world.host.userId() ? undefined : place.owner
  return runPlumbing(world, { repository, user }, { args: ['cat-file', 'blob', `${OWN}:${OBSERVATION_FILE}`] })
}

function readTip(world: World, order: RemoteOrder): string | undefined {
  const args = ['rev-parse', '--verify', '--quiet', `${OWN}^{commit}`]
  return runPlumbing(world, order, { args })?.toString('latin1').trim()
}

/** A history that cannot be counted is not gone on with. */
function countCommits(world: World, order: RemoteOrder, tip: string): number {
  const args = ['rev-list', '--count', `--max-count=${MOST_COMMITS}`, tip]
  return Number(runPlumbing(world, order, { args })?.toString('latin1') ?? MOST_COMMITS)
}

/** Fetches the branch into a repository that was made for it; `undefined` where there is none. */
async function fetchBranch(world: World, publishing: Publishing, format: ObjectFormat): Promise<string | undefined> {
  const { order, transport, branch } = publishing
  const told: { stderr?: string | undefined } = {}
  await renew(world, order, {
    format,
    fill: async (fresh) => {
      told.stderr = await attemptFetch({ world, order: fresh, transport }, [`+${branch}:${OWN}`])
    },
  })
  const { stderr } = told
  if (stderr === undefined) return readTip(world, order)
  if (isRefMissing(stderr)) return undefined
  const other = findFormat(stderr)
  if (other === undefined || other === format) throw await describeFetchFailure(world, order, { stderr, transport })
  return fetchBranch(world, publishing, other)
}

/** Makes the repository anew, and puts it in its place once it is filled. */
async function renew(
  world: World,
  order: RemoteOrder,
  { format, fill }: { readonly format: ObjectFormat; readonly fill?: (fresh: RemoteOrder) => Promise<void> },
): Promise<void> {
  const { place, repository } = order
  const { files } = place
  const fresh = `${repository}.${makeNonce(world)}`
  await place.asOwner(() => {
    makeBareRepository(files, fresh, format)
  })
  try {
    await fill?.({ ...order, repository: fresh })
    await place.asOwner(() => {
      putBareRepository(files, fresh, repository)
    })
  } catch (error) {
    await place.asOwner(() => {
      removeTree(files, fresh)
    })
    throw error
  }
}
