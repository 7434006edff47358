/** Where a federation is declared: in a directory on this machine, or in a repository that is fetched. */
export type DeclarationSource = DirectorySource | RepositorySource

/** A federation directory on disk. */
export interface DirectorySource {
  readonly kind: 'directory'
  /** As the operator typed it. */
  readonly directory: string
  /** Read the files as they are, not the commit. */
  readonly uncommitted: boolean
  /** The commit that is accepted although it does not descend from the last one. */
  readonly acceptHistory: string | undefined
}

/** A federation directory in a git repository elsewhere. */
export interface RepositorySource {
  readonly kind: 'repository'
  /** `https://…`, `ssh://…`, `user@host:path`, or the path of a directory on this machine. */
  readonly url: string
  /** A branch, a tag, or the id of a commit; absent for the repository's default branch. */
  readonly ref: string | undefined
  /** The federation directory in the repository, separated by `/`; `.` for its top. */
  readonly path: string
  readonly access: RepositoryAccess
  readonly limits: FetchLimits
  /** For how long nothing needs to be heard of the repository until nothing more is done; milliseconds. */
  readonly maxStalenessMs: number
  readonly acceptHistory: string | undefined
}

/** How a repository lets us in; each needed by one transport only. Names of files, never a secret itself. */
export interface RepositoryAccess {
  readonly sshKey: string | undefined
  readonly knownHosts: string | undefined
  /** Holds the token; without it the variable FBM_GITOPS_TOKEN is taken, where it is set. */
  readonly tokenFile: string | undefined
  readonly tokenUser: string
  readonly caFile: string | undefined
  readonly proxy: string | undefined
}

/** What one fetch may take. */
export interface FetchLimits {
  readonly timeoutMs: number
  readonly packBytes: number
}
