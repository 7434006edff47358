import { Buffer } from 'node:buffer'
import { basename } from 'node:path'
import type { Component } from '../../domain/component.ts'
import { escapeText } from '../../domain/quote.ts'
import { scanRegistry, type RegistryImage, type ScanFault } from '../../fedbiomed/registry/scan.ts'
import { findHoldersOf } from '../processes/holders.ts'
import { closeFile } from '../world/disk.ts'
import { failedWith } from '../world/fault.ts'
import { identityOf, readDescriptor, type FileStatus } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { callSystem, checkRegistryFile, registryError } from './registry-check.ts'

/** The content of a registry at one moment. */
export interface Content {
  readonly bytes: Buffer
  readonly scan: RegistryImage | ScanFault
}

/** A registry as it was seen at one moment. */
export interface Sighting {
  /** Absent where there is no file. */
  readonly status: FileStatus | undefined
  /** For how long, in milliseconds, nothing has changed. */
  readonly still: number
  /** Reads it; `undefined` where it changed meanwhile. */
  read(): Content | undefined
}

/** What is watched, and until when (monotonic milliseconds). */
export interface Watch {
  readonly world: World
  readonly component: Component
  readonly deadline: number
}

const STEP_MS = 50
const TELL_MS = 2_500
const MINUTE_MS = 60_000
const NOTHING: Content = { bytes: Buffer.alloc(0), scan: scanRegistry(Buffer.alloc(0)) }

/** How long anybody waits for a registry that is rewritten again and again. */
export const PATIENCE_MS: number = 10 * MINUTE_MS

/** How long a registry that does not scan must have been still before that is a verdict: its writer may be about to end. */
export const VERDICT_MS = 10_000

/**
 * Looks at the registry until `judge` comes to a result.
 *
 * @throws REGISTRY_BUSY when the deadline has passed
 */
export async function watchRegistry<T>(watch: Watch, judge: (sighting: Sighting) => T | undefined): Promise<T> {
  const { world, deadline } = watch
  const { clock } = world
  const tell = makeTeller(watch)
  let current = sight(watch, undefined)
  for (;;) {
    const result = judge(current.sighting(clock))
    if (result !== undefined) return result
    if (clock.monotonic() >= deadline) throw busyError(watch)
    tell()
    await clock.sleep(STEP_MS)
    current = sight(watch, current)
  }
}

/** Words that the registry never rested, with those who have it open as far as that can be seen. */
export function busyError({ world, component }: Pick<Watch, 'world' | 'component'>): Error {
  const { registryFile: file } = component
  const holders = findHoldersOf(world, component)
  return registryError('REGISTRY_BUSY', file, { facts: { file, minutes: PATIENCE_MS / MINUTE_MS, holders } })
}

/** Tells whether a file is the same and nothing has touched it. */
export function sameStatus(a: FileStatus | undefined, b: FileStatus | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return identityOf(a) === identityOf(b) && a.size === b.size && a.mtime === b.mtime && a.ctime === b.ctime
}

/** Reads the registry at its path; `undefined` where it is no longer as `status` says, before or after. */
export function readContent(watch: Pick<Watch, 'world' | 'component'>, status: FileStatus): Content | undefined {
  const { files } = watch.world
  const { registryFile: file } = watch.component
  try {
    const descriptor = files.open(file, 'readonly')
    try {
      const bytes = readDescriptor(files, descriptor)
      return sameStatus(files.fstat(descriptor), status) ? { bytes, scan: scanRegistry(bytes) } : undefined
    } finally {
      closeFile(files, descriptor)
    }
  } catch (error) {
    if (failedWith(error, 'ENOENT', 'ELOOP')) return undefined
    return callSystem(file, () => {
      throw error
    })
  }
}

/** Tells somebody at a terminal, once and not at once, what is waited for. */
function makeTeller({ world, component }: Watch): () => void {
  const { clock, stderr } = world
  const due = clock.monotonic() + TELL_MS
  let told = !stderr.isTTY
  return () => {
    if (told || clock.monotonic() < due) return
    told = true
    const name = escapeText(basename(component.registryFile))
    stderr.write(`Waiting until ${name} rests: somebody writes it, or it is not whole …\n`)
  }
}

/** One state of the file, for as long as it lasts. */
interface State {
  readonly status: FileStatus | undefined
  sighting(clock: World['clock']): Sighting
}

function sight(watch: Watch, previous: State | undefined): State {
  const { world, component } = watch
  const status = checkRegistryFile(world.files, component)
  if (previous !== undefined && sameStatus(previous.status, status)) return previous
  const since = world.clock.monotonic()
  let content = status === undefined ? NOTHING : undefined
  return {
    status,
    sighting: (clock) => ({
      status,
      still: Math.max(clock.monotonic() - since, ageOf(clock, status)),
      read: () => (content ??= status === undefined ? NOTHING : readContent(watch, status)),
    }),
  }
}

/** By the times of the file itself, so that an idle registry costs no waiting; one in the future says nothing. */
function ageOf(clock: World['clock'], status: FileStatus | undefined): number {
  if (status === undefined) return Infinity
  const { mtime, ctime } = status
  return clock.now() - Number((mtime > ctime ? mtime : ctime) / 1_000_000n)
}
