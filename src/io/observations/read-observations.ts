import type { World } from '../world/world.ts'
import type { ObservationListing, ObservationPlace } from './found.ts'

/**
 * Reads every observation that is kept in one place; nothing of them is believed. What cannot be one is told, each by
 * itself, and keeps none of the others from being read.
 *
 * @throws where the place as a whole cannot be read: as `runGit` and `locateDirectory`
 */
export async function readObservations(world: World, place: ObservationPlace): Promise<ObservationListing> {
  switch (place.kind) {
    case 'repository':
    case 'mirror':
      return (await import('./branches.ts')).readBranches(world, place)
    case 'directory':
      return (await import('./files.ts')).readFiles(world, place.directory)
  }
}
