import { federationError } from '../../errors.ts'
import type { Owner } from '../state/state-directory.ts'
import { describeSystemError, isSystemError } from '../world/fault.ts'
import type { World } from '../world/world.ts'

const ROOT = 0
/** What a rootless container shows for every user that it does not know. */
const UNMAPPED = 65_534

/**
 * Runs `body` as the owner of the registry, so that every file that is created is the owner's. Root takes that identity
 * for as long; anybody else must be the owner.
 *
 * @throws REGISTRY_OTHER_OWNER, REGISTRY_UNMAPPED_OWNER, USER_NOT_TAKEN
 */
export async function actAsOwner<T>(
  { host }: World,
  { file, owner }: { readonly file: string; readonly owner: Owner },
  body: () => Promise<T>,
): Promise<T> {
  const user = host.userId()
  const place = { file }
  if (owner.uid === user) return body()
  if (owner.uid === UNMAPPED) throw federationError('REGISTRY_UNMAPPED_OWNER', { file }, { place })
  if (user !== ROOT) throw federationError('REGISTRY_OTHER_OWNER', { file, owner: owner.uid, user }, { place })
  const restore = takeIdentity(host, { file, owner })
  try {
    return await body()
  } finally {
    restore()
  }
}

function takeIdentity(
  host: World['host'],
  { file, owner }: { readonly file: string; readonly owner: Owner },
): () => void {
  try {
    return host.actAs(owner.uid, owner.gid)
  } catch (error) {
    if (!isSystemError(error)) throw error
    const facts = { file, owner: owner.uid, user: ROOT, reason: describeSystemError(error) }
    throw federationError('USER_NOT_TAKEN', facts, { place: { file }, cause: error })
  }
}
