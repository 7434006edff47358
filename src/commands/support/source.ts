import { FLAGS, variableOf } from '../../command-line/flags.ts'
import type { Options } from '../../command-line/options.ts'
import type { DeclarationSource } from '../../domain/declaration-source.ts'
import { isProxyUrl } from '../../domain/proxy-url.ts'
import { parseDuration, parseSize } from '../../domain/units.ts'
import { holdsSecret } from '../../domain/url-secret.ts'
import { federationError } from '../../errors.ts'
import type { World } from '../../io/world/world.ts'

/**
 * Makes of the flags where the federation is declared: in a repository where one is named, else in a directory.
 *
 * @throws FederationError USAGE (64) for flags that contradict each other, and for durations and sizes that are none
 */
export function makeSource({ env }: Pick<World, 'env'>, options: Options): DeclarationSource {
  const { federation: directory, uncommitted, acceptHistory, repository: url, ref, path } = options
  const limits = { timeoutMs: readDuration('fetchTimeout', options), packBytes: readSize('fetchLimit', options) }
  const maxStalenessMs = readDuration('maxStaleness', options)
  if (url === undefined) return { kind: 'directory', directory, uncommitted, acceptHistory }
  if (uncommitted) {
    const message = '--uncommitted and --repository contradict each other: a repository holds only what is committed.'
    throw federationError('USAGE', { message, remedy: 'Name a directory instead: --federation DIR --uncommitted' })
  }
  const { sshKey, knownHosts, tokenFile, tokenUser, caFile, proxy } = options
  refuseTypedSecret(proxy, env)
  refuseOtherProxy(proxy)
  const access = { sshKey, knownHosts, tokenFile, tokenUser, caFile, proxy }
  return { kind: 'repository', url, ref, path, access, limits, maxStalenessMs, acceptHistory }
}

function readDuration(name: 'fetchTimeout' | 'maxStaleness', options: Options): number {
  const value = parseDuration(options[name])
  if (value !== undefined) return value
  const flag = FLAGS[name].syntax.replace(/ .*/, '')
  const message = `${flag} takes a duration, not '${options[name].slice(0, 100)}'.`
  throw federationError('USAGE', { message, remedy: `Write a number and a unit (ms, s, m, h, d): ${flag} 5m` })
}

function readSize(name: 'fetchLimit', options: Options): number {
  const value = parseSize(options[name])
  if (value !== undefined) return value
  const flag = FLAGS[name].syntax.replace(/ .*/, '')
  const message = `${flag} takes a size, not '${options[name].slice(0, 100)}'.`
  throw federationError('USAGE', { message, remedy: `Write a number and a unit (B, KiB, MiB, GiB): ${flag} 64MiB` })
}

/** What is typed can be read by everybody on this machine. */
function refuseTypedSecret(proxy: string | undefined, env: World['env']): void {
  if (proxy === undefined || !holdsSecret(proxy) || env[variableOf('proxy')] === proxy) return
  const message = '--proxy holds a password, which every user of this machine can read in the list of processes.'
  const remedy = `Change that password, and give the URL by a variable: ${variableOf('proxy')}, or https_proxy.`
  throw federationError('USAGE', { message, remedy })
}

/** What it says is not shown: nobody can tell what of it is a password. */
function refuseOtherProxy(proxy: string | undefined): void {
  if (proxy === undefined || isProxyUrl(proxy)) return
  const message = '--proxy takes a URL that begins with http://, https:// or socks5://, and this does not.'
  throw federationError('USAGE', { message, remedy: 'Write it whole, for example http://proxy.example.org:3128' })
}
