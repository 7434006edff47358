import { join } from 'node:path'
import type { Component } from '../domain/component.ts'
import type { BackupFacts, HeldLock, RegistryFacts, StateFacts } from '../domain/doctor/facts.ts'
import { unknown, type Found } from '../domain/doctor/found.ts'
import { makeProblem } from '../domain/problem.ts'
import type { ComponentStatus } from '../domain/status/component-status.ts'
import { FederationError } from '../errors.ts'
import { describeHolder, sightLock } from '../io/lock/lock-record.ts'
import { heldSince } from '../io/lock/lock.ts'
import { readProcessFacts } from '../io/processes/process-facts.ts'
import { listBackups, readBackupImage } from '../io/state/backups.ts'
import { ownerOf, readStateFiles } from '../io/state/local-state.ts'
import { findInterruption } from '../io/state/remains.ts'
import {
  checkPrivateDirectory,
  checkStateDirectory,
  locateState,
  type StateDirectory,
} from '../io/state/state-directory.ts'
import { readStatusFile } from '../io/state/status-file.ts'
import type { World } from '../io/world/world.ts'
import { findBy } from './find.ts'

/** Finds out what lies beside the registry of a component. It takes no lock, and waits for none. */
export async function gatherStateFacts(
  world: World,
  component: Component,
  owner: RegistryFacts['owner'],
): Promise<StateFacts> {
  const { files } = world
  const state = locateState(component.registryFile)
  const directory = await findBy(owner, 'whose the registry is', (user) => {
    checkStateDirectory(files, state, user)
    const status = files.lstat(state.path)
    return status && { ...status, path: state.path }
  })
  const beside = <T>(look: () => T): Promise<Found<T>> => findBy(directory, 'the state directory', look)
  return {
    directory,
    lock: await beside(() => readLock(world, state)),
    journal: await beside(() => findInterruption(files, state)),
    backups: await beside(() => readBackupFacts(world, state)),
    books: await beside(() => readStateFiles(files, state, component)),
    status: await beside(() => readStatus(world, state, component)),
    mirror: await beside(() => {
      checkPrivateDirectory(files, state.mirror, ownerOf(files, component))
      return files.lstat(state.mirror) === undefined ? undefined : 'private'
    }),
  }
}

/** What is said beside the registry of a component that is not known. */
export function knowNoState(reason: string): StateFacts {
  const nothing: Found<never> = unknown(reason)
  return {
    directory: nothing,
    lock: nothing,
    journal: nothing,
    backups: nothing,
    books: nothing,
    status: nothing,
    mirror: nothing,
  }
}

function readLock(world: World, { lock }: StateDirectory): HeldLock | undefined {
  const sighting = sightLock(world.files, lock)
  if (sighting === undefined) return undefined
  return { holder: describeHolder(sighting), since: heldSince(world, lock, readProcessFacts(world)) }
}

function readBackupFacts({ files }: World, { backups: directory }: StateDirectory): BackupFacts {
  const backups = listBackups(files, directory)
  const bytes = backups.map(({ name }) => files.lstat(join(directory, name))?.size ?? 0)
  const [newest] = backups
  return {
    directory,
    count: backups.length,
    bytes: bytes.reduce((sum, size) => sum + size, 0),
    newest: newest && {
      name: newest.name,
      time: newest.time,
      isWhole: readBackupImage(files, join(directory, newest.name), newest.hash) !== undefined,
    },
  }
}

function readStatus({ files }: World, state: StateDirectory, { id }: Component): ComponentStatus | undefined {
  const found = readStatusFile(files, state)
  if (typeof found === 'object') return found.componentId === id ? found : undefined
  if (found === undefined) return undefined
  const reason = found === 'newer' ? 'it was written by a newer version of fbm-gitops' : 'its content is damaged'
  const { status: file } = state
  throw new FederationError([makeProblem('STATUS_UNREADABLE', { file }, { file, reason })])
}
