import type { RepositorySource } from '../../domain/declaration-source.ts'
import type { RefQuery } from '../../domain/ref-name.ts'
import type { RepositoryUrl } from '../../domain/repository-url.ts'
import type { MirrorPlace } from './mirror-place.ts'

/** What is to be fetched, from where, into which mirror, and until when. */
export interface FetchOrder {
  readonly source: RepositorySource
  readonly remote: RepositoryUrl
  readonly query: RefQuery
  readonly place: MirrorPlace
  /** The bare repository that is fetched into. */
  readonly repository: string
  /** The user that the fetch runs as; absent where that is the one who runs now. */
  readonly user: MirrorPlace['owner'] | undefined
  /** When it must have ended, on the monotonic clock. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
}
