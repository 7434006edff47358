import { federationError, type FederationError } from '../../errors.ts'
import { isCertainlyGone, type ProcessFacts } from '../processes/process-facts.ts'
import { appendAll, closeFile, removeFile, TEMPORARY, writeAll } from '../world/disk.ts'
import { asNotWritten, failedWith, isSystemError } from '../world/fault.ts'
import type { FileSystem } from '../world/file-system.ts'
import { makeNonce } from '../world/nonce.ts'
import type { World } from '../world/world.ts'
import { unwatched } from '../world/write-watch.ts'
import { describeHolder, encodeLock, sightLock, type LockSighting } from './lock-record.ts'

/*
 * Node has no flock, and a pid means nothing in another container. So a lock is a file with a heartbeat: its holder
 * writes it every 5 seconds. It is taken by link(), which makes the whole file appear or fails. A stale one is taken
 * over by rename(), by the only process that could link() a token named after just this lock, so that no two can.
 */

/** A lock that this process holds. */
export interface Lock {
  /**
   * Makes sure, before something is written, that nobody took the lock over while this process stood still.
   *
   * @throws LOCK_LOST
   */
  check(): void
  release(): void
}

const HEARTBEAT_MS = 5_000
const STALE_MS = 120_000
/** A machine that wakes up finds every heartbeat old: the holder gets the time for two more. */
const WATCH_MS = 2.5 * HEARTBEAT_MS
const WATCH_STEP_MS = 500
const PRIVATE = 0o600

interface Candidate {
  readonly world: World
  readonly path: string
  readonly facts: ProcessFacts
  readonly nonce: string
  readonly temporary: string
}

/**
 * Takes the lock at `path`.
 *
 * @throws LOCK_HELD at once, where it is held
 */
export async function takeLock(world: World, path: string, facts: ProcessFacts): Promise<Lock> {
  const nonce = makeNonce(world)
  // The lock is removed again: a command that took it, and nothing else, has written nothing.
  const quiet = { ...world, files: unwatched(world.files) }
  const candidate: Candidate = { world: quiet, path, facts, nonce, temporary: `${path}.${nonce}${TEMPORARY}` }
  try {
    return await takeWith(candidate)
  } catch (error) {
    throw asNotWritten(path, error)
  }
}

/** Tells since when a lock is held, in milliseconds since the epoch; `undefined` where it is free, or left by a crash. */
export function heldSince(world: World, path: string, facts: ProcessFacts): number | undefined {
  const sighting = sightLock(world.files, path)
  if (sighting === undefined) return undefined
  const { record, status } = sighting
  const isLeft = record !== undefined && isCertainlyGone(world, record.holder, facts)
  if (isLeft || ageOf(world, status.mtime) >= STALE_MS) return undefined
  const since = Date.parse(record?.since ?? '')
  return Number.isNaN(since) ? Number(status.mtime / 1_000_000n) : since
}

async function takeWith(candidate: Candidate): Promise<Lock> {
  const { world, path, facts, nonce, temporary } = candidate
  const { files } = world
  const content = encodeLock({ nonce, since: new Date(world.clock.now()).toISOString(), holder: facts })
  const descriptor = files.open(temporary, 'create', PRIVATE)
  try {
    appendAll(files, descriptor, content)
    if (!linkAnew(files, temporary, path)) await takeOver(candidate)
  } catch (error) {
    closeFile(files, descriptor)
    throw error
  } finally {
    removeFile(files, temporary)
  }
  return holdLock(candidate, descriptor, content)
}

function holdLock({ world, path, nonce }: Candidate, descriptor: number, content: Uint8Array): Lock {
  const { files, clock } = world
  const stop = clock.every(HEARTBEAT_MS, () => {
    beat(files, descriptor, content)
  })
  return {
    check: () => {
      if (!isHeldAs(files, path, nonce)) throw federationError('LOCK_LOST', { file: path })
    },
    release: () => {
      stop()
      closeFile(files, descriptor)
      if (isHeldAs(files, path, nonce)) files.unlink(path)
    },
  }
}

function isHeldAs(files: FileSystem, path: string, nonce: string): boolean {
  try {
    return sightLock(files, path)?.identity === nonce
  } catch (error) {
    throw asNotWritten(path, error)
  }
}

/** Moves the time of the lock file. A beat that fails is noticed by `check`, if anybody takes the lock over. */
function beat(files: FileSystem, descriptor: number, content: Uint8Array): void {
  try {
    writeAll(files, descriptor, { bytes: content, at: 0 })
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

async function takeOver(candidate: Candidate): Promise<void> {
  const { world, path, temporary } = candidate
  const sighting = sightLock(world.files, path)
  // It was released between the two looks: whoever comes next finds it free.
  if (sighting === undefined) throw federationError('LOCK_HELD', { holder: 'it has just ended' })
  if (!(await isStale(candidate, sighting))) throw heldBy(sighting)
  const token = `${path}.takeover.${sighting.identity}`
  if (!linkAnew(world.files, temporary, token)) {
    removeStaleToken(candidate, token)
    throw heldBy(sighting)
  }
  try {
    if (sightLock(world.files, path)?.identity !== sighting.identity) throw heldBy(sighting)
    world.files.rename(temporary, path)
  } finally {
    world.files.unlink(token)
  }
}

async function isStale(
  { world, path, facts }: Candidate,
  { record, status, identity }: LockSighting,
): Promise<boolean> {
  if (record !== undefined && isCertainlyGone(world, record.holder, facts)) return true
  if (ageOf(world, status.mtime) < STALE_MS) return false
  const end = world.clock.monotonic() + WATCH_MS
  while (world.clock.monotonic() < end) {
    await world.clock.sleep(WATCH_STEP_MS)
    const now = sightLock(world.files, path)
    if (now?.identity !== identity || now.status.mtime !== status.mtime) return false
  }
  return true
}

/** How far a time lies from now: one in the future says as little as one long ago. */
function ageOf({ clock }: World, time: bigint): number {
  return Math.abs(clock.now() - Number(time / 1_000_000n))
}

/** A token lives for some microseconds: an old one was left by a crash, and the next attempt finds the way free. */
function removeStaleToken({ world, facts }: Candidate, token: string): void {
  const sighting = sightLock(world.files, token)
  if (sighting === undefined) return
  const { record, status } = sighting
  const isGone = record !== undefined && isCertainlyGone(world, record.holder, facts)
  if (isGone || ageOf(world, status.mtime) >= STALE_MS) world.files.unlink(token)
}

function linkAnew(files: FileSystem, from: string, to: string): boolean {
  try {
    files.link(from, to)
    return true
  } catch (error) {
    if (failedWith(error, 'EEXIST')) return false
    throw error
  }
}

function heldBy(sighting: LockSighting): FederationError {
  return federationError('LOCK_HELD', { holder: describeHolder(sighting) })
}
