import { hideSecret } from '../../domain/url-secret.ts'
import { federationError, type FederationError } from '../../errors.ts'
import type { World } from '../world/world.ts'
import { examineServer } from './examine-server.ts'
import type { RemoteOrder } from './fetch-order.ts'
import { describeSshFailure } from './ssh-failure.ts'
import type { Transport } from './transport.ts'

/** Finds out why a fetch failed from what git, curl, ssh and the server said. None of that is believed, only told. */
export async function describeFetchFailure(
  world: World,
  order: RemoteOrder,
  { stderr, transport }: { readonly stderr: string; readonly transport: Transport },
): Promise<FederationError> {
  const { source, remote } = order
  const lines = splitLines(stderr)
  const text = findTelling(lines).join('\n')
  const failure = { url: hideSecret(source.url), text, reason: reasonIn(text) }
  if (wasCut(text)) return federationError('FETCH_TOO_BIG', { url: failure.url, bytes: source.limits.packBytes })
  const found =
    remote.transport === 'ssh'
      ? await describeSshFailure(world, order, lines)
      : await describeHttpsFailure(failure, transport)
  return found ?? describeServer(failure)
}

/** The lines of what was said, without white space around them. */
export function splitLines(stderr: string): readonly string[] {
  return stderr.split(/[\r\n]+/).map((line) => line.trim())
}

/** Those lines that say something. */
export function findTelling(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line !== '' && !NOISE.test(line))
}

/** What ssh and git say of themselves: their debug lines are never shown. */
const NOISE =
  /^(?:debug\d:|OpenSSH_|hint:|Authenticated to |Transferred: |Bytes per second: |Please make sure|and the repository exists|[0-9:.]+ \S+\.c:\d+\s+trace: )/

interface Failure {
  readonly url: string
  readonly text: string
  readonly reason: string
}

/** By the limit on files: the signal is named, or git is left without a word. */
function wasCut(text: string): boolean {
  if (/died of signal (?:25|31)|File too large|File size limit exceeded/i.test(text)) return true
  const faults = text.split('\n').filter((line) => /^(?:error|fatal): /.test(line))
  return faults.length > 0 && faults.every((line) => line === 'fatal: fetch-pack: invalid index-pack output')
}

async function describeHttpsFailure(
  { url, text, reason }: Failure,
  transport: Transport,
): Promise<FederationError | undefined> {
  // The URL may hold any word.
  const said = text.replaceAll(/'https:[^']*'/gi, '')
  const refused = describeStatus(url, said, transport.hasToken)
  if (refused !== undefined) return refused
  if (!/certificate|SSL: no alternative|SSL peer/i.test(said)) return undefined
  const seen = transport.proxied ? undefined : await examineServer(transport.authority)
  return federationError('TLS_UNTRUSTED', { url, reason: seen === undefined ? reason : `${seen} (${reason})` })
}

function describeStatus(url: string, said: string, hasToken: boolean): FederationError | undefined {
  const [, status = ''] = /requested URL returned error: ([0-9]{3})/.exec(said) ?? []
  if (status.startsWith('3') || said.includes('unable to update url base from redirection')) {
    return federationError('REDIRECT_REFUSED', { url, target: /to '?(https?:[^\s']+)/.exec(said)?.[1] ?? '' })
  }
  const code = judgeToken(status, said, hasToken)
  return code && federationError(code, { url })
}

function judgeToken(status: string, said: string, hasToken: boolean): 'TOKEN_NEEDED' | 'TOKEN_REFUSED' | undefined {
  if (said.includes('Authentication failed for')) return 'TOKEN_REFUSED'
  const isUnknown = status === '401' || /could not read (?:Username|Password)|terminal prompts disabled/.test(said)
  if (hasToken && (isUnknown || status === '403')) return 'TOKEN_REFUSED'
  return isUnknown ? 'TOKEN_NEEDED' : undefined
}

/** From the most telling to the least. */
const SERVER_FAULTS = [
  [
    'REMOTE_NOT_FOUND',
    /repository '[^\n]*' not found|returned error: 404|does not appear to be a git repository|is this a git repository\?|[Rr]epository not found/,
  ],
  ['OBJECTS_REFUSED', /fsck error|^(?:error|fatal): object [0-9a-f]{40,64}: /m],
  [
    'REMOTE_UNREACHABLE',
    /Could not resolve|Failed to connect|Couldn't connect|Connection (?:refused|reset|closed|timed out)|timed out|No route to host|unreachable|Empty reply|returned error: 407|CONNECT tunnel|Proxy CONNECT|transfer closed|early EOF|hung up|RPC failed|unexpected disconnect|expected flush|closed by remote host|protocol error|Could not read from remote|No user exists/i,
  ],
  ['REMOTE_REFUSED', /returned error: [0-9]{3}|remote error:|access denied|not permitted|dubious ownership/i],
] as const

function describeServer({ url, text, reason }: Failure): FederationError {
  const [code] = SERVER_FAULTS.find(([, pattern]) => pattern.test(text)) ?? []
  return federationError(code ?? 'FETCH_FAILED', { url, reason })
}

const LINES_SHOWN = 3

/** Gives the last lines that say something; what stands in a URL for logging in is left out. */
export function reasonIn(text: string): string {
  const lines = text.split('\n')
  const telling = lines.filter((line) => line !== 'fatal: Could not read from remote repository.')
  const shown = (telling.length === 0 ? lines : telling)
    .slice(-LINES_SHOWN)
    .join(' / ')
    .replaceAll(/:\/\/[^@/\s]*@/g, '://')
    .replaceAll(/fatal: unable to access '[^']*': /g, '')
    .replace(/\.$/, '')
  return shown === '' ? 'git said nothing' : shown
}
