import { join } from 'node:path'
import { removeFile } from '../world/disk.ts'
import type { World } from '../world/world.ts'
import { unwatched } from '../world/write-watch.ts'

/** Makes a mirror one that is not recognized any more, so that the next contact makes it anew. */
export function distrustMirror(world: Pick<World, 'files'>, mirror: string): void {
  removeFile(unwatched(world.files), join(mirror, 'config'))
}
