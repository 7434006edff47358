import { join } from 'node:path'
import type { Contact } from '../../domain/contact.ts'
import { removeFile } from '../world/disk.ts'
import { isSystemError } from '../world/fault.ts'
import type { World } from '../world/world.ts'
import { unwatched } from '../world/write-watch.ts'

/**
 * Makes a mirror one that is not recognized any more, so that the next contact makes it anew.
 *
 * @remarks As its owner, who may have put a link in its place: nothing else than what is that user's own can be hit.
 */
export function distrustMirror(
  { files, host }: Pick<World, 'files' | 'host'>,
  { mirror, owner }: Pick<Contact, 'mirror' | 'owner'>,
): void {
  const end = owner === undefined ? undefined : host.actAs(owner.uid, owner.gid)
  try {
    removeFile(unwatched(files), join(mirror, 'config'))
  } catch (error) {
    // What its owner cannot remove stays, and is found to be damaged again.
    if (!isSystemError(error)) throw error
  } finally {
    end?.()
  }
}
