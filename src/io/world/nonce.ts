import type { World } from './world.ts'

/** Makes a name that no other process makes: from time, process and chance. */
export function makeNonce(world: Pick<World, 'clock' | 'host' | 'random'>): string {
  const { clock, host } = world
  const chance = [world.random(), world.random()].map((value) => Math.floor(value * 0x1_0000_0000).toString(36))
  return [clock.now().toString(36), host.pid.toString(36), ...chance].join('-')
}
