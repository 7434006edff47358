import type { DeclarationSource } from '../declaration-source.ts'
import { parseRepositoryUrl } from '../repository-url.ts'
import { NAMING_KEYS } from '../settings.ts'
import { hideSecret } from '../url-secret.ts'

/** The flags that name a source, without those that only say what reaching it may take. */
export const KEPT_FLAGS: readonly KeptFlag[] = ['federation', ...NAMING_KEYS]

type KeptFlag = 'federation' | (typeof NAMING_KEYS)[number]

/**
 * Where a pass found the federation, by the flags that name it to a command: one that is typed later, and elsewhere, works on
 * the same. Never a secret.
 */
export type KeptSource = Readonly<Partial<Record<KeptFlag, string>>>

/**
 * Describes a source so that it can be found again; `undefined` for a URL that is none, and that may hold anything.
 *
 * @param toWhole - makes of a path one that leads there from anywhere.
 */
export function keepSource(source: DeclarationSource, toWhole: (path: string) => string): KeptSource | undefined {
  if (source.kind === 'directory') return { federation: toWhole(source.directory) }
  const { url, ref, path, access } = source
  const remote = parseRepositoryUrl(url)
  if (!('transport' in remote)) return undefined
  const { sshKey, knownHosts, tokenFile, tokenUser, caFile, proxy } = access
  const files = Object.entries({ sshKey, knownHosts, tokenFile, caFile }).map(([flag, file]) => {
    return [flag, file === undefined ? undefined : toWhole(file)] as const
  })
  const all = {
    repository: remote.transport === 'file' ? toWhole(url) : url,
    ref,
    path,
    tokenUser,
    proxy,
    ...Object.fromEntries(files),
  }
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && hideSecret(value) === value),
  )
}
