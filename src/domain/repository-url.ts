import { makeProblem, type Problem } from './problem.ts'
import { escapeText, quoteForShell } from './quote.ts'
import { hideSecret, hideUser, holdsSecret } from './url-secret.ts'

/** Where a repository is, by the transport that leads there. */
export type RepositoryUrl =
  | { readonly transport: 'https'; readonly host: string; readonly url: string }
  | { readonly transport: 'ssh'; readonly host: string; readonly port: number | undefined; readonly url: string }
  | { readonly transport: 'file'; readonly directory: string }

const LONGEST = 2048
const HOST = '(?:[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+\\])'
const USER = '[A-Za-z0-9_][A-Za-z0-9._-]*'
const HTTPS = new RegExp(`^https://(${HOST})(?::([0-9]{1,5}))?/([^?#]+)$`, 'i')
const SSH = new RegExp(`^ssh://(?:${USER}@)?(${HOST})(?::([0-9]{1,5}))?/([^?#]+)$`, 'i')
/** As scp has it; the path must not look like a flag. */
const SCP = new RegExp(`^${USER}@(${HOST}):([^-/?#][^?#]*|/[^?#]*)$`)
const DIRECTORY = /^(?:\/|\.{1,2}(?:\/|$))/

/** Parses the URL of a repository, or tells why it is none that is fetched from. Starts nothing and asks nobody. */
export function parseRepositoryUrl(text: string): RepositoryUrl | Problem {
  if (holdsSecret(text)) return makeProblem('SECRET_IN_URL', {}, { url: hideSecret(text) })
  const scheme = findOtherScheme(text)
  if (scheme !== undefined) return makeProblem('URL_SCHEME', {}, { url: hideUser(text), scheme })
  const fault = findFault(text)
  if (fault !== undefined) return makeProblem('URL_INVALID', {}, { url: hideUser(text), fault })
  if (DIRECTORY.test(text)) return { transport: 'file', directory: text }
  return parseHttps(text) ?? parseSsh(text) ?? makeProblem('URL_INVALID', {}, { url: hideUser(text), fault: 'form' })
}

/** Tells whether two repositories are fetched from one server in one way. No directory is on a server. */
export function isSameServer(one: string, other: string): boolean {
  const server = nameServer(one)
  return server !== undefined && server === nameServer(other)
}

function nameServer(text: string): string | undefined {
  const url = parseRepositoryUrl(text)
  if (!('transport' in url) || url.transport === 'file') return undefined
  if (url.transport === 'ssh') return `ssh://${url.host.toLowerCase()}:${url.port ?? 22}`
  const [, host = '', port = '443'] = /^(.*?)(?::([0-9]+))?$/.exec(url.host.toLowerCase()) ?? []
  return `https://${host}:${Number(port)}`
}

/** The command that asks a server for its host keys. */
export function writeKeyscan({ host, port }: RepositoryUrl & { readonly transport: 'ssh' }): string {
  return ['ssh-keyscan', ...(port === undefined ? [] : ['-p', String(port)]), quoteForShell(host)].join(' ')
}

/** A scheme that is fetched from in no form: the rest of the text need not be looked at. */
function findOtherScheme(text: string): string | undefined {
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):(?::|\/\/)/.exec(text) ?? []
  return scheme === undefined || /^(https|ssh):\/\//i.test(text) ? undefined : scheme.toLowerCase()
}

type UrlFault = 'length' | 'dash' | 'characters' | 'form'

function findFault(text: string): UrlFault | undefined {
  if (text === '' || text.length > LONGEST) return 'length'
  if (text.startsWith('-')) return 'dash'
  const isDirectory = DIRECTORY.test(text)
  if (escapeText(text) !== text) return 'characters'
  if (isDirectory) return undefined
  return /[\s\\]|[^\u0021-\u007e]|%(?:[01][0-9a-f]|7f)/i.test(text) ? 'characters' : undefined
}

function parseHttps(text: string): RepositoryUrl | undefined {
  const [, host, port, path] = HTTPS.exec(text) ?? []
  if (host === undefined || path === undefined || !isPort(port)) return undefined
  return { transport: 'https', host: port === undefined ? host : `${host}:${port}`, url: text }
}

function parseSsh(text: string): RepositoryUrl | undefined {
  const [, host, port] = SSH.exec(text) ?? []
  if (host !== undefined && isPort(port)) {
    return { transport: 'ssh', host: bare(host), port: port === undefined ? undefined : Number(port), url: text }
  }
  const [, scpHost] = SCP.exec(text) ?? []
  return scpHost === undefined ? undefined : { transport: 'ssh', host: bare(scpHost), port: undefined, url: text }
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

function isPort(text: string | undefined): boolean {
  return text === undefined || (Number(text) >= 1 && Number(text) <= 65_535)
}
