import { Buffer } from 'node:buffer'
import { dirname } from 'node:path'
import type { Component } from '../../../src/domain/component.ts'
import { locateState } from '../../../src/io/state/state-directory.ts'
import { readFile, type FileSystem } from '../../../src/io/world/file-system.ts'
import { realWorld, type World } from '../../../src/io/world/world.ts'
import { makeFakeClock, type FakeClock } from '../../io/registrar/helpers/clock.ts'
import { Killed } from '../../io/registrar/helpers/faults.ts'
import { interpose, type FileCall } from '../../io/registrar/helpers/interpose.ts'
import { componentAt } from '../../io/registrar/helpers/site.ts'
import { makeRoot, mountDisk, OWNER } from './model-files.ts'
import { copySettled, cutPower, type Chance, type DirectoryNode } from './nodes.ts'

/** A machine whose disk and clock are models, with one component on it. */
export interface Machine {
  readonly component: Component
  /** The state directory. */
  readonly state: string
  readonly clock: FakeClock
  readonly root: DirectoryNode
  /** Cuts the power, and starts the machine again some time later. */
  restart(): void
  /** A world for one pass, with another file system between it and the disk. */
  worldWith(around?: (files: FileSystem) => FileSystem): World
  /** The content of a file; absent where there is none. */
  read(path: string): Buffer | undefined
  list(path: string): readonly string[]
}

/** Files on a disk whose power is cut at one call. */
export interface CutFiles {
  readonly around: (files: FileSystem) => FileSystem
  /** The files that the calls so far were about, of those that change something. */
  paths(): readonly string[]
  isCut(): boolean
}

const COMPONENT = componentAt('/component')

/** Where the registry lies on every machine. */
export const REGISTRY_FILE: string = COMPONENT.registryFile

const BEGIN = Date.UTC(2026, 10, 25)
const BOOT_ID = '/proc/sys/kernel/random/boot_id'
const NAMESPACE = '/proc/self/ns/pid'
const MINUTE_MS = 60_000
/** btrfs, overlayfs, NFS and some others give a disk another number at each mount. */
const RENUMBERED = 0.25
const REAL = realWorld()

/** Makes a machine whose disk holds the component's configuration, and its registry where a text is given. */
export function installMachine(registry: string | undefined, chance: Chance): Machine {
  const root = makeRoot()
  const files = mountDisk({ root, now: () => BEGIN })
  const contents = { [BOOT_ID]: '', [NAMESPACE]: '', [COMPONENT.configurationFile]: '[default]\n' }
  for (const [path, text] of Object.entries(contents)) put(files, path, text)
  makeDirectories(files, dirname(REGISTRY_FILE))
  if (registry !== undefined) put(files, REGISTRY_FILE, registry)
  return startMachine({ root, time: BEGIN }, chance)
}

/** Starts a machine with a copy of a disk, some time after that disk was left. */
export function startMachine(
  { root: original, time }: { readonly root: DirectoryNode; readonly time: number },
  chance: Chance,
): Machine {
  const root = copySettled(original)
  const clock = makeFakeClock(time)
  let boots = 0
  let device = 40n
  const mount = (): FileSystem => mountDisk({ root, now: () => clock.now(), device })
  const boot = (): void => {
    clock.skip((3 + Math.floor(117 * chance())) * MINUTE_MS)
    boots += 1
    if (chance() < RENUMBERED) device += 1n
    overwrite(mount(), BOOT_ID, `${String(boots).padStart(8, '0')}\n`)
  }
  boot()
  return {
    component: COMPONENT,
    state: locateState(REGISTRY_FILE).path,
    clock,
    root,
    restart: () => {
      clock.stopTimers()
      cutPower(root, chance)
      boot()
    },
    worldWith: (around = (files) => files) => makeWorld(clock, around(mount()), chance),
    read: (path) => readOptional(mount(), path),
    list: (path) => mount().list(path),
  }
}

/** Cuts the power at a call that changes something, counted from 1; what this call does may be done, or a part of it. */
export function cutAt(at: number, chance: Chance): CutFiles {
  const paths: string[] = []
  let isCut = false
  return {
    around: (files) =>
      interpose(files, (call, proceed) => {
        if (isCut) throw new Killed()
        if (!CHANGING.has(call.name)) return proceed()
        paths.push(call.path)
        if (paths.length !== at) return proceed()
        isCut = true
        doPartly(call, proceed, chance)
        throw new Killed()
      }),
    paths: () => paths,
    isCut: () => isCut,
  }
}

/** Between two of these every moment is like the other. A new file's own moment is that before its first byte. */
const CHANGING: ReadonlySet<string> = new Set([
  'append',
  'fsync',
  'fsyncDirectory',
  'link',
  'mkdir',
  'pwrite',
  'rename',
  'unlink',
])

/** What an fsync would have made durable may be so or not: as it was before the call. */
function doPartly({ name, bytes }: FileCall, proceed: (bytes?: Uint8Array) => unknown, chance: Chance): void {
  if (bytes !== undefined) proceed(bytes.subarray(0, Math.floor(chance() * (bytes.length + 1))))
  else if (!name.startsWith('fsync')) proceed()
}

function makeWorld(clock: FakeClock, files: FileSystem, chance: Chance): World {
  const host = {
    pid: 7,
    name: 'model',
    nodeVersion: REAL.host.nodeVersion,
    userId: () => OWNER,
    actAs: () => () => undefined,
    asStarter: () => undefined,
    processes: { ...REAL.host.processes, isRunning: (pid: number) => pid === 7 },
  }
  return { ...REAL, platform: 'linux', env: {}, files, clock, host, random: chance }
}

function put(files: FileSystem, path: string, text: string): void {
  makeDirectories(files, dirname(path))
  const descriptor = files.open(path, 'create', 0o644)
  files.append(descriptor, Buffer.from(text))
  files.close(descriptor)
}

function overwrite(files: FileSystem, path: string, text: string): void {
  const descriptor = files.open(path, 'readwrite')
  files.pwrite(descriptor, Buffer.from(text), 0)
  files.fsync(descriptor)
  files.close(descriptor)
}

function makeDirectories(files: FileSystem, path: string): void {
  if (files.stat(path) !== undefined) return
  makeDirectories(files, dirname(path))
  files.mkdir(path, 0o755)
}

function readOptional(files: FileSystem, path: string): Buffer | undefined {
  return files.stat(path) === undefined ? undefined : readFile(files, path)
}
