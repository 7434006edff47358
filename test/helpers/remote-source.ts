import type { FetchLimits, RepositoryAccess, RepositorySource } from '../../src/domain/declaration-source.ts'

/** What may differ from a source that is fetched from without any credentials. */
export interface SourceOverrides extends Partial<Omit<RepositorySource, 'kind' | 'access' | 'limits'>> {
  readonly access?: Partial<RepositoryAccess>
  readonly limits?: Partial<FetchLimits>
}

/** A repository to be fetched: its default branch, under `federation`, within the usual limits. */
export function aRepositorySource(url: string, { access, limits, ...rest }: SourceOverrides = {}): RepositorySource {
  return {
    kind: 'repository',
    url,
    ref: undefined,
    path: 'federation',
    access: {
      sshKey: undefined,
      knownHosts: undefined,
      tokenFile: undefined,
      tokenUser: 'x-access-token',
      caFile: undefined,
      proxy: undefined,
      ...access,
    },
    limits: { timeoutMs: 60_000, packBytes: 32 * 1024 * 1024, ...limits },
    maxStalenessMs: 86_400_000,
    acceptHistory: undefined,
    ...rest,
  }
}
