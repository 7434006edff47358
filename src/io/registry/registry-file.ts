import type { Component } from '../../domain/component.ts'
import type { Problem } from '../../domain/problem.ts'
import type { ObservedState } from '../../domain/registration.ts'
import { FederationError } from '../../errors.ts'
import { observeRegistry } from '../../fedbiomed/registry/layouts.ts'
import { describeFault, type RegistryImage } from '../../fedbiomed/registry/scan.ts'
import type { FileStatus } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { PATIENCE_MS, VERDICT_MS, watchRegistry, type Content, type Sighting } from './sighting.ts'

/** A registry that was read as a whole. */
export interface RegistryReading extends Content {
  readonly scan: RegistryImage
  readonly observed: ObservedState
  /** Absent where there is no file yet. */
  readonly status: FileStatus | undefined
}

/** How a registry is read. */
export interface ReadingOptions {
  /** For how many milliseconds a registry that does not scan must have been still before that is a fault. */
  readonly verdictAfter: number
  /** Tries to make whole a registry that does not scan; tells whether it changed anything. */
  readonly mend?: (sighting: Sighting, content: Content) => boolean
  /** Finds a better explanation than what the scan says, also where it says nothing: bytes of two images may be valid. */
  readonly examine?: (status: FileStatus | undefined, content: Content) => Problem | undefined
}

/**
 * Reads the component's registry as a whole. One that does not scan is looked at until nothing has changed for 10
 * seconds, since a live writer leaves it torn for a moment.
 *
 * @throws the REGISTRY_… faults: a registry that cannot be read is never taken for empty
 */
export function readRegistryFile(
  world: World,
  component: Component,
  options: ReadingOptions = { verdictAfter: VERDICT_MS },
): Promise<RegistryReading> {
  const deadline = world.clock.monotonic() + PATIENCE_MS
  return watchRegistry({ world, component, deadline }, (sighting) => {
    const content = sighting.read()
    if (content === undefined) return undefined
    const { status } = sighting
    const fault = options.examine?.(status, content) ?? describeScan(content.scan, component)
    if (!('code' in fault)) return { ...fault, bytes: content.bytes, status, observed: observe(component, fault.scan) }
    if (isMended(options, sighting, content) || sighting.still < options.verdictAfter) return undefined
    throw new FederationError([fault])
  })
}

/** One that is whole is not to be mended: it may have been emptied on purpose. */
function isMended({ mend }: ReadingOptions, sighting: Sighting, content: Content): boolean {
  return content.scan.kind === 'fault' && mend?.(sighting, content) === true
}

function describeScan(
  scan: Content['scan'],
  { registryFile: file }: Component,
): Problem | { readonly scan: RegistryImage } {
  return scan.kind === 'image' ? { scan } : describeFault(scan, { file })
}

/**
 * Tells what an image holds about each party.
 *
 * @throws REGISTRY_LAYOUT
 */
export function observe({ layout, registryFile: file }: Component, image: RegistryImage): ObservedState {
  const observed = observeRegistry(image, layout, { file })
  if ('registrations' in observed) return observed
  throw new FederationError(observed)
}
