import { quote } from '../../quote.ts'
import { USAGE, WHOLE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

/** What is said of where a repository is, before anybody is asked for it. URLs come without what may let somebody in. */
export interface RepositoryFacts {
  readonly URL_SCHEME: { readonly url: string; readonly scheme: string }
  readonly URL_INVALID: { readonly url: string; readonly fault: 'length' | 'dash' | 'characters' | 'form' }
  readonly SECRET_IN_URL: { readonly url: string }
  readonly REF_NAME: { readonly ref: string }
  readonly REPOSITORY_PATH: { readonly path: string }
  readonly KNOWN_HOSTS_NEEDED: { readonly host: string; readonly scan: string }
  readonly CREDENTIAL_ELSEWHERE: {
    /** For people, for example `token`. */
    readonly what: string
    /** The key of the settings, or the variable, that gives it. */
    readonly given: string
    /** That variable; empty where the settings give it. */
    readonly variable: string
    /** Which flag gives another one. */
    readonly flag: string
    readonly url: string
    /** The repository that it is for; empty where the settings name none. */
    readonly home: string
  }
}

const FORMS = 'https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH, or a directory (/PATH or ./PATH)'

const FAULTS: Readonly<Record<RepositoryFacts['URL_INVALID']['fault'], string>> = {
  length: 'is empty, or longer than 2,048 characters',
  dash: 'begins with a dash, which would make it a flag',
  characters:
    'holds a character that no such URL has: a space, a line break, a control character, a backslash or one outside ASCII',
  form: 'is not the URL of a repository',
}

/** What to write in place of a scheme that is refused. */
const INSTEAD: Readonly<Record<string, string>> = {
  file: 'Name the directory itself: --repository /PATH',
  http: 'Nobody can tell who answers: use https://',
  git: 'Nobody can tell who answers: use https:// or ssh://',
}

/** What is said of the URL, the ref and the path of a repository. */
export const repositoryProblems: Catalogue<RepositoryFacts> = {
  URL_SCHEME: {
    ...USAGE,
    meaning: 'The URL of the repository has a scheme that is not fetched from: only https, ssh and directories are.',
    message: ({ url, scheme }) => `The repository ${quote(url)} is not fetched from: ${quote(scheme)} is not allowed.`,
    remedy: ({ scheme }) => (Object.hasOwn(INSTEAD, scheme) ? (INSTEAD[scheme] ?? '') : `Give ${FORMS}.`),
  },
  URL_INVALID: {
    ...USAGE,
    meaning: 'The URL of the repository is none.',
    message: ({ url, fault }) => `'${quote(url)}' ${FAULTS[fault]}.`,
    remedy: () => `Give ${FORMS}.`,
  },
  SECRET_IN_URL: {
    ...WHOLE,
    meaning: 'The URL of the repository holds a password or a token, which then stands in logs and lists of processes.',
    message: ({ url }) => `The URL of the repository, ${quote(url)}, holds a password or a token. It is not used.`,
    remedy: () =>
      'Revoke it, since others may have seen it, and put a new one into a file (mode 0600): --token-file FILE, or the variable FBM_GITOPS_TOKEN; with ssh: --ssh-key FILE',
  },
  REF_NAME: {
    ...USAGE,
    meaning: 'The ref is no name of a branch or a tag, and no id of a commit.',
    message: ({ ref }) => `'${quote(ref)}' can be neither a branch, nor a tag, nor the whole id of a commit.`,
    remedy: () => 'Give a branch or a tag, for example --ref main, or all 40 digits of a commit.',
  },
  REPOSITORY_PATH: {
    ...USAGE,
    meaning: 'The path of the federation directory in the repository is none.',
    message: ({ path }) => `'${quote(path)}' can be no directory of a repository.`,
    remedy: () =>
      "Give names separated by /, without a leading / and without '..': --path federation, or --path . for the top.",
  },
  KNOWN_HOSTS_NEEDED: {
    ...USAGE,
    meaning: 'A repository is to be fetched by ssh, and no file says which host keys are right.',
    message: ({ host }) => `To fetch from ${quote(host)} by ssh, its host key must be known.`,
    remedy: ({ scan }) =>
      `Make a file of host keys, compare its fingerprints with what the host publishes elsewhere (ssh-keygen -lf FILE), and name it with --known-hosts FILE: ${scan} > FILE`,
  },
  CREDENTIAL_ELSEWHERE: {
    ...USAGE,
    meaning:
      'The settings, or a variable, give the key or the token of one server, and the repository of another one is named: it is told to no server but its own.',
    message: ({ what, given, url, home }) =>
      `The ${what} of ${given} ${home === '' ? 'is given for no repository' : `is for the server of ${quote(home)}`}, and is not told to that of ${quote(url)}.`,
    remedy: ({ what, flag, variable, home }) => {
      const without = variable === '' ? '--settings none' : `env -u ${variable} fbm-gitops …`
      const settled = home === '' ? ', or write source.repository beside it, if it is for that server' : ''
      return `Name the ${what} that is for this server: ${flag} FILE${settled}. To go without one: ${without}`
    },
  },
}
