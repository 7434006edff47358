import { isSameServer, parseRepositoryUrl } from '../domain/repository-url.ts'
import { hideSecret } from '../domain/url-secret.ts'
import { federationError } from '../errors.ts'
import { variableOf, wordOf, type FlagName } from './flags.ts'
import { mapFlags, readVariable, standAtDefault, type Choices, type Settled, type Sources } from './origin.ts'

type Credential = 'sshKey' | 'tokenFile' | 'tokenUser'

const CREDENTIALS: readonly Credential[] = ['sshKey', 'tokenFile', 'tokenUser']

/** With which transport each is used, what people call it, and where it stands in the settings. */
const SECRETS = {
  sshKey: { transport: 'ssh', what: 'ssh key', key: 'source.ssh.key' },
  tokenFile: { transport: 'https', what: 'token', key: 'source.https.tokenFile' },
} as const

/** Holds the token itself, where no file does. */
const TOKEN_VARIABLE = 'FBM_GITOPS_TOKEN'

/**
 * Takes away what lets us in at another server than that of the repository. One of the settings is for the repository of the
 * settings alone; one of a variable for that of the variable or, without it, of the settings; what is typed is for whatever
 * is typed.
 *
 * @param own - The flags of the command: what it does not use itself is taken away without a word.
 * @throws FederationError CREDENTIAL_ELSEWHERE (64) for one that would have been told to the other server
 */
export function bindCredentials(choices: Choices, own: ReadonlySet<FlagName>, sources: Sources): Choices {
  const { value: url } = choices.repository
  if (typeof url !== 'string') return choices
  const strangers = CREDENTIALS.filter((name) => isForAnother(url, choices[name].origin.kind, sources))
  for (const name of strangers) if (name !== 'tokenUser' && own.has(name)) refuse(name, { url, choices, sources })
  if (own.has('tokenFile')) refuseVariable({ url, choices, sources })
  const lost = new Set<FlagName>(strangers)
  return lost.size === 0 ? choices : mapFlags((name) => (lost.has(name) ? standAtDefault(name) : choices[name]))
}

/** Leaves out of what the settings tell a later command whatever would be refused there, too: it must be typed again. */
export function settleCredentials(choices: Choices, sources: Sources): Settled {
  const settled = sources.settings?.settled ?? {}
  const { value: url } = choices.repository
  if (typeof url !== 'string' || !isForAnother(url, 'file', sources)) return settled
  return Object.fromEntries(Object.entries(settled).filter(([name]) => !CREDENTIALS.some((each) => each === name)))
}

type Kind = Choices[FlagName]['origin']['kind']

function isForAnother(url: string, kind: Kind, sources: Sources): boolean {
  const home = findHome(kind, sources)
  return home !== 'any' && (home === undefined || !isSameServer(url, home))
}

/** The repository that something from such a place is for. */
function findHome(kind: Kind, { env, settings }: Sources): string | undefined {
  const said = settings?.values.repository?.value
  const ofSettings = typeof said === 'string' ? said : undefined
  switch (kind) {
    case 'file':
      return ofSettings
    case 'variable':
      return readVariable('repository', env) ?? ofSettings ?? 'any'
    case 'flag':
    case 'default':
      return 'any'
  }
}

interface Met {
  readonly url: string
  readonly choices: Choices
  readonly sources: Sources
}

function refuse(name: keyof typeof SECRETS, { url, choices, sources }: Met): void {
  const { transport, what, key } = SECRETS[name]
  if (!isFetchedBy(url, transport)) return
  const { origin } = choices[name]
  const isOfFile = origin.kind === 'file'
  const facts = {
    what,
    given: isOfFile ? key : variableOf(name),
    flag: wordOf(name),
    variable: isOfFile ? '' : variableOf(name),
  }
  const place = isOfFile ? { file: origin.file, line: origin.line } : {}
  throw federationError('CREDENTIAL_ELSEWHERE', { ...facts, ...describeServers(url, origin.kind, sources) }, { place })
}

/** The variable that holds the token itself counts where no file of one is named. */
function refuseVariable({ url, choices, sources }: Met): void {
  const token = sources.env[TOKEN_VARIABLE]?.trim() ?? ''
  if (token === '' || choices.tokenFile.value !== undefined) return
  if (!isFetchedBy(url, 'https') || !isForAnother(url, 'variable', sources)) return
  const facts = { what: 'token', given: TOKEN_VARIABLE, flag: wordOf('tokenFile'), variable: TOKEN_VARIABLE }
  throw federationError('CREDENTIAL_ELSEWHERE', { ...facts, ...describeServers(url, 'variable', sources) })
}

function describeServers(url: string, kind: Kind, sources: Sources): { readonly url: string; readonly home: string } {
  return { url: hideSecret(url), home: hideSecret(findHome(kind, sources) ?? '') }
}

function isFetchedBy(url: string, transport: 'https' | 'ssh'): boolean {
  const parsed = parseRepositoryUrl(url)
  return 'transport' in parsed && parsed.transport === transport
}
