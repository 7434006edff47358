import { resolve } from 'node:path'
import type { RepositoryUrl } from '../../domain/repository-url.ts'
import { hideSecret } from '../../domain/url-secret.ts'
import { federationError } from '../../errors.ts'
import { findProgram } from '../world/search-path.ts'
import type { World } from '../world/world.ts'
import { checkCredentialFile, checkSshKey, readToken } from './credentials.ts'
import type { RemoteOrder } from './fetch-order.ts'

/** What git is told so that it takes one transport, and no other. */
export interface Transport {
  /** As git takes it: a URL, or an absolute directory. */
  readonly url: string
  readonly settings: readonly string[]
  /** For a fetch, and for a push. */
  readonly flags: readonly string[]
  readonly pushFlags: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Whether a token is told, where the server asks. */
  readonly hasToken: boolean
  /** Whether another server passes on what is said. */
  readonly proxied: boolean
  /** The server of https, with its port. */
  readonly authority: string
}

/** Prints the token out of the environment of the child: it stands in no list of processes, no URL and no file of ours. */
const HELPER = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$FBM_GITOPS_FETCH_USER" "$FBM_GITOPS_FETCH_TOKEN"; }; f`

/**
 * Prepares the transport to a repository.
 *
 * @throws PROGRAM_MISSING, and as `checkCredentialFile` and `readToken`
 */
export function prepareTransport(world: World, order: RemoteOrder): Promise<Transport> {
  const { remote } = order
  switch (remote.transport) {
    case 'file':
      return Promise.resolve(prepareDirectory(world, remote))
    case 'https':
      return prepareHttps(world, order, remote)
    case 'ssh':
      return prepareSsh(world, order, remote)
  }
}

const PLAIN = { flags: [], pushFlags: [], env: {}, hasToken: false, proxied: false, authority: '' } as const

/** The operator named the directory, whoever owns it. */
function prepareDirectory({ cwd }: World, { directory }: RepositoryUrl & { readonly transport: 'file' }): Transport {
  const flags = ["--upload-pack=git -c safe.directory='*' upload-pack"]
  const pushFlags = [`--receive-pack=git ${RECEIVING.map((setting) => `-c ${setting}`).join(' ')} receive-pack`]
  return { ...PLAIN, url: resolve(cwd, directory), settings: ['protocol.file.allow=always'], flags, pushFlags }
}

/** There is no server in between: what the configuration of that repository would start, it would start as ourselves. */
const RECEIVING = [
  "safe.directory='*'",
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.alternateRefsCommand=true',
  'gc.auto=0',
  'receive.autogc=false',
  'maintenance.auto=false',
]

async function prepareHttps(
  world: World,
  order: RemoteOrder,
  { host, url }: RepositoryUrl & { readonly transport: 'https' },
): Promise<Transport> {
  const { access, limits } = order.source
  const { caFile, tokenUser } = access
  if (caFile !== undefined) await checkCredentialFile(world, order, { file: caFile, what: 'file of certificates' })
  const token = await readToken(world, order)
  const settings = [
    'protocol.https.allow=always',
    'http.followRedirects=false',
    'http.lowSpeedLimit=1',
    `http.lowSpeedTime=${Math.ceil(limits.timeoutMs / 1000)}`,
    ...(caFile === undefined ? [] : [`http.sslCAInfo=${resolve(world.cwd, caFile)}`]),
    // An empty one forgets all others, and only the host that was named is told anything.
    'credential.helper=',
    ...(token === undefined ? [] : [`credential.https://${host}.helper=${HELPER}`]),
  ]
  const secrets = token === undefined ? {} : { FBM_GITOPS_FETCH_USER: tokenUser, FBM_GITOPS_FETCH_TOKEN: token }
  const proxy = chooseProxy(world, access.proxy)
  return {
    url,
    settings,
    flags: [],
    pushFlags: [],
    // Only its trace tells whether git checks what comes in.
    env: { GIT_TRACE: '1', ...proxy, ...secrets },
    hasToken: token !== undefined,
    proxied: Object.keys(proxy).length > 0,
    authority: host,
  }
}

/** By the environment, where a password in it is not seen by others. */
function chooseProxy({ env }: World, proxy: string | undefined): Readonly<Record<string, string>> {
  if (proxy !== undefined) return { https_proxy: proxy }
  const found = env['https_proxy'] ?? env['HTTPS_PROXY']
  const except = env['no_proxy'] ?? env['NO_PROXY']
  return {
    ...(found === undefined ? {} : { https_proxy: found }),
    ...(except === undefined ? {} : { no_proxy: except }),
  }
}

/** Neither the configuration, nor the agent, nor the host keys of the operator. */
const SSH_OPTIONS = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'GlobalKnownHostsFile=/dev/null',
  'UpdateHostKeys=no',
  'CheckHostIP=no',
  'VerifyHostKeyDNS=no',
  'NoHostAuthenticationForLocalhost=no',
  'IdentitiesOnly=yes',
  'IdentityAgent=none',
  'PreferredAuthentications=publickey',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'PermitLocalCommand=no',
  'ProxyCommand=none',
  'ControlMaster=no',
  'ControlPath=none',
  'ServerAliveInterval=15',
]

async function prepareSsh(
  world: World,
  order: RemoteOrder,
  { url }: RepositoryUrl & { readonly transport: 'ssh' },
): Promise<Transport> {
  const ssh = findProgram(world, 'ssh')
  if (ssh === undefined) throw federationError('PROGRAM_MISSING', { url: hideSecret(url), program: 'ssh' })
  const { access, limits } = order.source
  const { sshKey, knownHosts = '' } = access
  await checkCredentialFile(world, order, { file: knownHosts, what: 'file of host keys' })
  if (sshKey !== undefined) await checkSshKey(world, order, sshKey)
  const options = [
    ...SSH_OPTIONS,
    `ConnectTimeout=${Math.ceil(limits.timeoutMs / 1000)}`,
    `UserKnownHostsFile=${quoteForConfiguration(resolve(world.cwd, knownHosts))}`,
    ...(sshKey === undefined ? [] : [`IdentityFile=${quoteForConfiguration(resolve(world.cwd, sshKey))}`]),
  ]
  // Its debug lines alone name the host key that was seen.
  const words = [ssh, '-v', '-F', '/dev/null', ...options.flatMap((option) => ['-o', option])]
  const env = { GIT_SSH_COMMAND: words.map(quoteWord).join(' '), GIT_SSH_VARIANT: 'ssh' }
  return { ...PLAIN, url, settings: ['protocol.ssh.allow=always'], env }
}

/** For the shell that git starts: nothing inside has a meaning. */
function quoteWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** For ssh, which splits at spaces what is not quoted, and has a meaning for `%`. */
function quoteForConfiguration(path: string): string {
  return `"${path.replaceAll('%', '%%').replace(/["\\]/g, '\\$&')}"`
}
