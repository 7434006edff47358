import { hideSecret } from '../../domain/repository-url.ts'
import { federationError, type FederationError } from '../../errors.ts'
import type { World } from '../world/world.ts'
import type { FetchOrder } from './fetch-order.ts'
import { describeSshFailure } from './ssh-failure.ts'

/** What git said of a fetch that failed. */
export interface FetchFailure {
  readonly stderr: string
  readonly hasToken: boolean
}

/** Finds out why a fetch failed from what git, curl, ssh and the server said. None of that is believed, only told. */
export async function describeFetchFailure(
  world: World,
  order: FetchOrder,
  { stderr, hasToken }: FetchFailure,
): Promise<FederationError> {
  const { source, remote } = order
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim())
  const said = lines.filter(
    (line) => line !== '' && !/^(?:debug\d:|OpenSSH_|hint:|Authenticated to |Transferred: )/.test(line),
  )
  const failure = { url: hideSecret(source.url), text: said.join('\n'), hasToken }
  const found =
    describeLimit(order, stderr) ??
    (remote.transport === 'ssh' ? await describeSshFailure(world, order, lines) : undefined)
  return found ?? describeHttps(failure) ?? describeServer(failure) ?? describeRest(failure)
}

interface Said {
  readonly url: string
  readonly text: string
  readonly hasToken: boolean
}

function describeLimit({ source }: FetchOrder, stderr: string): FederationError | undefined {
  const url = hideSecret(source.url)
  if (/died of signal (?:25|31)|File too large|File size limit exceeded/i.test(stderr)) {
    return federationError('FETCH_TOO_BIG', { url, bytes: source.limits.packBytes })
  }
  return undefined
}

function describeHttps({ url, text, hasToken }: Said): FederationError | undefined {
  const [, status = ''] = /requested URL returned error: ([0-9]{3})/.exec(text) ?? []
  if (/could not read (?:Username|Password)|terminal prompts disabled/.test(text))
    return federationError('TOKEN_NEEDED', { url })
  if (/Authentication failed for/.test(text) || (hasToken && /^40[13]$/.test(status)))
    return federationError('TOKEN_REFUSED', { url })
  if (status === '401') return federationError('TOKEN_NEEDED', { url })
  if (/^3/.test(status) || /unable to update url base from redirection/.test(text)) {
    return federationError('REDIRECT_REFUSED', { url, target: /to '?(https?:[^\s']+)/.exec(text)?.[1] ?? '' })
  }
  if (/SSL|certificate|TLS|gnutls/i.test(text) && /unable to access/.test(text)) {
    return federationError('TLS_UNTRUSTED', { url, reason: reasonIn(text) })
  }
  return undefined
}

/** From the most telling to the least. */
const SERVER_FAULTS = [
  [
    'REMOTE_NOT_FOUND',
    /repository '[^\n]*' not found|returned error: 404|does not appear to be a git repository|does not exist|[Rr]epository not found/,
  ],
  [
    'REMOTE_UNREACHABLE',
    /Could not resolve|Failed to connect|Couldn't connect|Connection (?:refused|reset|closed|timed out)|timed out|No route to host|unreachable|Empty reply|returned error: 407|CONNECT tunnel|Proxy CONNECT|transfer closed|early EOF|hung up unexpectedly|RPC failed|unexpected disconnect|expected flush/,
  ],
  [
    'OBJECTS_REFUSED',
    /fsck error|^(?:error|fatal): object [0-9a-f]{40,64}: |badTree|invalid tree|unpack-objects|bad pack/m,
  ],
  ['REMOTE_REFUSED', /returned error: [0-9]{3}|remote error:|access denied|not permitted|dubious ownership/i],
] as const

function describeServer({ url, text }: Said): FederationError | undefined {
  const [code] = SERVER_FAULTS.find(([, pattern]) => pattern.test(text)) ?? []
  return code && federationError(code, { url, reason: reasonIn(text) })
}

function describeRest({ url, text }: Said): FederationError {
  return federationError('FETCH_FAILED', { url, reason: reasonIn(text) })
}

const LINES_SHOWN = 3

/** The last lines that say something; what stands in a URL for logging in is left out. */
function reasonIn(text: string): string {
  const lines = text.split('\n').filter((line) => !/^(?:Please make sure|and the repository exists)/.test(line))
  const shown = lines
    .slice(-LINES_SHOWN)
    .join(' / ')
    .replaceAll(/:\/\/[^@/\s]*@/g, '://')
  return shown === '' ? 'git said nothing' : shown
}
