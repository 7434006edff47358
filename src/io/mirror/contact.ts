import { join } from 'node:path'
import type { Component } from '../../domain/component.ts'
import type { Contact } from '../../domain/contact.ts'
import type { RepositorySource } from '../../domain/declaration-source.ts'
import type { RefQuery } from '../../domain/ref-name.ts'
import type { RepositoryUrl } from '../../domain/repository-url.ts'
import { FederationError } from '../../errors.ts'
import { asNotWritten } from '../world/fault.ts'
import { makeNonce } from '../world/nonce.ts'
import type { World } from '../world/world.ts'
import {
  countPacks,
  makeBareRepository,
  putBareRepository,
  recognizeBareRepository,
  removeRemains,
  removeTree,
  type ObjectFormat,
} from './bare-repository.ts'
import { forgetContact, readContactRecord, writeContactRecord, type ContactRecord } from './contact-record.ts'
import type { FetchOrder } from './fetch-order.ts'
import { fetchHead, type FetchEnd } from './fetch.ts'
import { locateRepository, openMirrorPlace } from './mirror-place.ts'
import { runMirrorGit } from './run-git.ts'
import { prepareTransport, type Transport } from './transport.ts'

/** A repository that is to be reached. */
export interface Errand {
  readonly source: RepositorySource
  readonly remote: RepositoryUrl
  readonly query: RefQuery
  /** The one whose mirror is written; absent for the mirror among the caches of the user. */
  readonly component: Component | undefined
  /** The commit that must not get lost, whatever the repository does. */
  readonly kept: string | undefined
  readonly signal: AbortSignal | undefined
}

/** Keeps the accepted commit from being lost. */
const ACCEPTED = 'refs/fbm-gitops/accepted'
/** From so many packs on they are made one. */
const MANY_PACKS = 20

/**
 * Fetches a repository into its mirror, and tells what is known of it then. A repository that cannot be had is no error:
 * the contact says why.
 *
 * @throws where there can be no mirror
 */
export async function makeContact(world: World, errand: Errand): Promise<Contact> {
  const { source, remote, query, component, signal } = errand
  const place = await openMirrorPlace(world, source, component)
  const user = place.owner.uid === world.host.userId() ? undefined : place.owner
  const deadline = world.clock.monotonic() + source.limits.timeoutMs
  const mirror = locateRepository(place)
  const order: FetchOrder = { source, remote, query, place, repository: mirror, user, deadline, signal }
  const before = readContactRecord(place, source)
  try {
    const head = await fetchInto(world, order)
    const reachedAt = world.clock.now()
    const kept = await keep(world, order, { before, kept: errand.kept })
    await place.asOwner(() => {
      writeContactRecord(place, source, { head, reachedAt, kept })
    })
    await tidy(world, order)
    return { reachedAt, head, fault: undefined, mirror, owner: user }
  } catch (error) {
    // A disk that is full makes no mirror, and takes none away that is there.
    const told = asNotWritten(mirror, error)
    if (!(told instanceof FederationError)) throw told
    const [fault] = told.problems
    if (fault?.code !== 'REMOTE_DUMB')
      return { reachedAt: before?.reachedAt, head: before?.head, fault, mirror, owner: user }
    await place.asOwner(() => {
      forgetContact(place)
      removeTree(place.files, mirror)
    })
    return { reachedAt: undefined, head: undefined, fault, mirror, owner: user }
  }
}

/**
 * A mirror that may be damaged is made anew, once, and thrown away only when that is done: what it holds may be all there is
 * while the repository is out of reach.
 */
async function fetchInto(world: World, order: FetchOrder): Promise<string> {
  const transport = await prepareTransport(world, order)
  const made = await prepareMirror(world, order)
  const first = await fetchHead(world, order, transport)
  if (first.kind === 'fetched') return first.head
  if (made === 'anew' && first.format === 'sha1') throw first.error
  const second = await fetchAnew(world, order, { transport, format: first.format })
  if (second.kind === 'fetched') return second.head
  throw second.error
}

async function fetchAnew(
  world: World,
  order: FetchOrder,
  { transport, format }: { readonly transport: Transport; readonly format: ObjectFormat },
): Promise<FetchEnd> {
  const { place, repository } = order
  const fresh = `${repository}.${makeNonce(world)}`
  await place.asOwner(() => {
    makeBareRepository(place.files, fresh, format)
  })
  const end = await fetchHead(world, { ...order, repository: fresh }, transport).catch(async (error: unknown) => {
    await place.asOwner(() => {
      removeTree(place.files, fresh)
    })
    throw error
  })
  await place.asOwner(() => {
    if (end.kind === 'fetched') putBareRepository(place.files, fresh, repository)
    else removeTree(place.files, fresh)
  })
  return end
}

function prepareMirror(world: World, { place, source, repository }: FetchOrder): Promise<'anew' | 'found'> {
  const { files } = place
  return place.asOwner(() => {
    removeRemains(files, repository, { now: world.clock.now(), longestMs: 2 * source.limits.timeoutMs })
    if (recognizeBareRepository(files, repository) !== undefined) return 'found'
    const fresh = `${repository}.${makeNonce(world)}`
    makeBareRepository(files, fresh, 'sha1')
    putBareRepository(files, fresh, repository)
    return 'anew'
  })
}

/** Keeps the accepted commit where it is in the mirror: how a rewritten history differs from it can then be shown. */
async function keep(
  world: World,
  order: FetchOrder,
  { before, kept }: { readonly before: ContactRecord | undefined; readonly kept: string | undefined },
): Promise<string | undefined> {
  if (kept === undefined || (kept === before?.kept && isKept(order))) return before?.kept
  const args = [ACCEPTED, kept]
  const { exitCode } = await runMirrorGit(world, order, { command: 'update-ref', args })
  return exitCode === 0 ? kept : undefined
}

/** A mirror that was made anew keeps nothing yet. */
function isKept({ place, repository }: FetchOrder): boolean {
  return place.files.lstat(join(repository, ACCEPTED)) !== undefined
}

/** A mirror that cannot be tidied up is as good as before. */
async function tidy(world: World, order: FetchOrder): Promise<void> {
  const { place, repository } = order
  if (countPacks(place.files, repository) < MANY_PACKS) return
  try {
    await runMirrorGit(world, order, { command: 'repack', args: ['-a', '-d', '-q', '-n'] })
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
  }
}
