import type { RepositorySource } from '../../domain/declaration-source.ts'
import type { RefQuery } from '../../domain/ref-name.ts'
import type { RepositoryUrl } from '../../domain/repository-url.ts'
import type { MirrorPlace } from './mirror-place.ts'

/** Which repository is reached from which one of ours, and until when. */
export interface RemoteOrder {
  readonly source: RepositorySource
  readonly remote: RepositoryUrl
  readonly place: MirrorPlace
  /** The bare repository that is fetched into, or pushed from. */
  readonly repository: string
  /** The user that git runs as; absent where that is the one who runs now. */
  readonly user: MirrorPlace['owner'] | undefined
  /** When it must have ended, on the monotonic clock. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
}

/** What is to be fetched of it. */
export interface FetchOrder extends RemoteOrder {
  readonly query: RefQuery
}
