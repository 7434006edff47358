import type { Buffer } from 'node:buffer'
import { dirname } from 'node:path'
import { FederationError } from '../../errors.ts'
import { describeFault } from '../../fedbiomed/registry/scan.ts'
import { observe, type RegistryReading } from '../registry/registry-file.ts'
import { sameStatus, watchRegistry, type Content, type Sighting } from '../registry/sighting.ts'
import { closeFile } from '../world/disk.ts'
import { failedWith } from '../world/fault.ts'
import type { FileStatus } from '../world/file-system.ts'
import { mendRegistry } from './mend.ts'
import { quietTime, type Registrar } from './registrar.ts'
import { isAsSeen } from './restore-image.ts'

/** A file that was quiet when it was read, through a descriptor that stays open until it is written. */
export interface HeldFile {
  readonly bytes: Buffer
  readonly status: FileStatus
  readonly descriptor: number
}

/** The same of a registry that could be read as a whole. */
export interface Hold extends RegistryReading, HeldFile {
  readonly status: FileStatus
}

/** What is read again, by when (monotonic milliseconds). */
export interface HoldOrder {
  readonly deadline: number
  /** What was read before: not scanned again where nothing has changed. */
  readonly known: RegistryReading | undefined
}

const REGISTRY_MODE = 0o644

/**
 * Waits until the registry is quiet and reads it through the descriptor that will write it (steps 3 and 4). The caller
 * closes the descriptor.
 *
 * @throws REGISTRY_BUSY, and the faults of a registry that cannot be read
 */
export function holdRegistry(registrar: Registrar, order: HoldOrder): Promise<Hold> {
  const { component, pace } = registrar
  return waitForQuiet(registrar, order, (sighting, content) => {
    const { scan } = content
    if (scan.kind === 'fault') {
      if (mendRegistry(registrar, sighting, content) || sighting.still < pace.verdict) return undefined
      throw new FederationError([describeFault(scan, { file: component.registryFile })])
    }
    const observed = observe(component, scan)
    const held = take(registrar, sighting.status, content)
    return held === undefined ? undefined : { ...held, scan, observed }
  })
}

/**
 * Does the same for a registry that is to be put back from a backup: whatever it holds, once it is whole, or has not
 * changed for long enough to be believed.
 *
 * @throws REGISTRY_BUSY
 */
export function holdAnything(registrar: Registrar, deadline: number): Promise<HeldFile> {
  return waitForQuiet(registrar, { deadline, known: undefined }, (sighting, content) => {
    if (content.scan.kind === 'fault' && sighting.still < registrar.pace.verdict) return undefined
    return take(registrar, sighting.status, content)
  })
}

type QuietSighting = Sighting & { readonly status: FileStatus }

function waitForQuiet<T>(
  registrar: Registrar,
  { deadline, known }: HoldOrder,
  judge: (sighting: QuietSighting, content: Content) => T | undefined,
): Promise<T> {
  const { world, component } = registrar
  return watchRegistry({ world, component, deadline }, (sighting) => {
    const { status } = sighting
    if (status === undefined) {
      createRegistry(registrar)
      return undefined
    }
    if (sighting.still < quietTime(registrar)) return undefined
    const content = sameStatus(known?.status, status) ? known : sighting.read()
    return content === undefined ? undefined : judge({ ...sighting, status }, content)
  })
}

function take({ world, component }: Registrar, status: FileStatus, { bytes }: Content): HeldFile | undefined {
  const descriptor = world.files.open(component.registryFile, 'readwrite')
  if (isAsSeen(world.files, descriptor, { status, bytes })) return { bytes, status, descriptor }
  closeFile(world.files, descriptor)
  return undefined
}

/** Creates the registry as Fed-BioMed itself does: empty, and readable by all. */
function createRegistry({ disk, component: { registryFile: file } }: Registrar): void {
  try {
    closeFile(disk.files, disk.files.open(file, 'create', REGISTRY_MODE))
    disk.syncDirectory(dirname(file))
  } catch (error) {
    if (!failedWith(error, 'EEXIST')) throw error
  }
}
