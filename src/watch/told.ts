import type { Component } from '../domain/component.ts'
import type { NotificationState } from '../domain/watch/notify.ts'
import type { ComponentOrder } from '../domain/watch/watch-order.ts'
import { FederationError } from '../errors.ts'
import { readComponent } from '../io/component/component.ts'
import { actAsOwner } from '../io/lock/identity.ts'
import { ownerOf } from '../io/state/local-state.ts'
import { readTold, writeTold } from '../io/state/told.ts'
import type { World } from '../io/world/world.ts'
import type { Parts } from './parts.ts'

/** Remembers beside the registry what was told of a component. Where that cannot be, something is told once more. */
export function makeTold(world: World): Parts['told'] {
  return {
    read: async (order) => {
      const told = await withComponent(world, order, (component) => Promise.resolve(readTold(world, component)))
      return told ?? {}
    },
    write: async (order, state) => {
      // One who only reports writes nothing beside a registry.
      if (order.mode === 'report') return
      await withComponent(world, order, (component) => write(world, component, state))
    },
  }
}

function write(world: World, component: Component, state: NotificationState): Promise<void> {
  const owner = ownerOf(world.files, component)
  return actAsOwner(world, { file: component.registryFile, owner }, () => {
    writeTold(world, component, state)
    return Promise.resolve()
  })
}

async function withComponent<T>(
  world: World,
  { component }: ComponentOrder,
  body: (component: Component) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await body(await readComponent(world, component))
  } catch (error) {
    // The pass tells of it.
    if (error instanceof FederationError) return undefined
    throw error
  }
}
