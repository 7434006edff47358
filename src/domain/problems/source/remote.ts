import { quote, quoteForShell } from '../../quote.ts'
import { FAILED, ROLLED_BACK, WHOLE } from '../grade.ts'
import type { Catalogue, NoFacts } from '../kind.ts'

/** A repository elsewhere; its URL comes without what may let somebody in. */
export interface RemoteName {
  readonly url: string
}

interface Told extends RemoteName {
  /** What git or the server said, not yet escaped. */
  readonly reason: string
}

export interface RemoteFacts {
  readonly SOURCE_STALE: RemoteName & { readonly since: string; readonly allowed: string }
  readonly REMOTE_UNREACHABLE: Told
  readonly REMOTE_NOT_FOUND: Told
  readonly REMOTE_EMPTY: RemoteName
  readonly REMOTE_DUMB: RemoteName
  readonly MIRROR_DAMAGED: Told
  readonly REMOTE_REF_MISSING: RemoteName & { readonly ref: string }
  readonly NOT_COMMIT: RemoteName & { readonly ref: string }
  readonly REMOTE_PATH_MISSING: RemoteName & { readonly path: string; readonly commit: string }
  readonly REMOTE_REFUSED: Told
  readonly FETCH_TIMEOUT: RemoteName & { readonly seconds: number }
  readonly FETCH_TOO_BIG: RemoteName & { readonly bytes: number }
  readonly FETCH_STOPPED: RemoteName
  readonly FETCH_FAILED: Told
  readonly OBJECTS_REFUSED: Told
  readonly CACHE_UNKNOWN: NoFacts
  readonly PROGRAM_MISSING: RemoteName & { readonly program: string }
  readonly HOST_KEY_UNKNOWN: HostKey & { readonly scan: string }
  readonly HOST_KEY_CHANGED: HostKey
  readonly SSH_KEY_REFUSED: RemoteName & { readonly key: string; readonly fingerprint: string }
  readonly SSH_KEY_UNUSABLE: { readonly file: string; readonly reason: string }
  /** `secret` is the file of the other half, empty where there is none beside it. */
  readonly SSH_KEY_PUBLIC: { readonly file: string; readonly secret: string }
  readonly CREDENTIAL_UNREADABLE: {
    readonly file: string
    readonly what: string
    readonly reason: string
    readonly user: string
  }
  readonly CREDENTIAL_EXPOSED: { readonly file: string; readonly what: string; readonly mode: string }
  readonly TOKEN_NEEDED: RemoteName
  readonly TOKEN_REFUSED: RemoteName
  readonly TLS_UNTRUSTED: Told
  readonly REDIRECT_REFUSED: RemoteName & { readonly target: string }
}

interface HostKey extends RemoteName {
  readonly host: string
  /** Fingerprints that the file of host keys holds for this host. */
  readonly known: readonly string[]
  readonly seen: string
  readonly file: string
}

/** What is said of a repository elsewhere that cannot be had, or not as it should. */
export const remoteProblems: Catalogue<RemoteFacts> = {
  SOURCE_STALE: {
    ...ROLLED_BACK,
    meaning: 'The repository was out of reach for longer than --max-staleness, so nothing is done from what it held.',
    message: ({ url, since, allowed }) =>
      `${quote(url)} was last reached ${since}, longer ago than the ${allowed} that are allowed: nothing is registered, removed or healed.`,
    remedy: () => 'Mend what keeps it from being reached. To go on without it for longer: --max-staleness DURATION',
  },
  REMOTE_UNREACHABLE: {
    ...ROLLED_BACK,
    meaning: 'The server of the repository cannot be reached.',
    message: ({ url, reason }) => `${quote(url)} cannot be reached: ${quote(reason)}.`,
    remedy: ({ url }) => {
      if (/^[./]/.test(url)) return `Look whether it is whole: git -C ${quoteForShell(url)} fsck`
      return /^https:/i.test(url)
        ? 'Check the name, the port, the network, the firewall and --proxy, then try again.'
        : 'Check the name, the port, the network and the firewall, then try again.'
    },
  },
  REMOTE_NOT_FOUND: {
    ...ROLLED_BACK,
    meaning: 'There is no such repository, or it is hidden from whoever asks.',
    message: ({ url, reason }) =>
      `There is no repository at ${quote(url)}, or it is not shown to us: ${quote(reason)}.`,
    remedy: () => 'Check the URL, and that the key or token may read this very repository.',
  },
  REMOTE_EMPTY: {
    ...ROLLED_BACK,
    meaning: 'The repository has no commit at its default branch.',
    message: ({ url }) => `${quote(url)} has no commit at its default branch.`,
    remedy: () => 'Push the federation to it, or name the branch that holds it: --ref BRANCH',
  },
  REMOTE_DUMB: {
    ...ROLLED_BACK,
    meaning:
      'The server of the repository has nothing but files (the "dumb" protocol), which git takes without any check.',
    message: ({ url }) => `The server of ${quote(url)} only hands out files, and git would not check what it takes.`,
    remedy: () => 'Have it served by git http-backend or by a forge, or fetch it by ssh.',
  },
  MIRROR_DAMAGED: {
    ...FAILED,
    meaning: 'The mirror of the repository on this machine cannot be read. The next pass makes it anew.',
    message: ({ url, reason }) => `Our mirror of ${quote(url)} is damaged: ${quote(reason)}.`,
    remedy: () => 'Run the same command again: the mirror is made anew. If it happens often, check the disk.',
  },
  REMOTE_REF_MISSING: {
    ...ROLLED_BACK,
    meaning: 'The repository holds no such branch, tag or commit.',
    message: ({ url, ref }) => `${quote(url)} holds no branch, tag or commit '${quote(ref)}'.`,
    remedy: ({ url, ref }) =>
      `See what there is: git ls-remote ${quoteForShell(url)}${/^[0-9a-f]{7,39}$/i.test(ref) ? '; a commit needs its whole id' : ''}`,
  },
  NOT_COMMIT: {
    ...ROLLED_BACK,
    meaning: 'The ref leads to something that is no commit, for example a tag of a file.',
    message: ({ url, ref }) => `'${quote(ref)}' of ${quote(url)} leads to something that is no commit.`,
    remedy: () => 'Name a branch, or a tag of a commit: --ref NAME',
  },
  REMOTE_PATH_MISSING: {
    ...WHOLE,
    meaning: 'The commit that was fetched holds no such directory.',
    message: ({ url, path, commit }) =>
      `The commit ${commit.slice(0, 12)} of ${quote(url)} holds no directory '${quote(path)}'.`,
    remedy: () => 'Name the directory that holds federation.yaml: --path DIR, or --path . for the top.',
  },
  REMOTE_REFUSED: {
    ...ROLLED_BACK,
    meaning: 'The server answered, and refused.',
    message: ({ url, reason }) => `The server of ${quote(url)} refused: ${quote(reason)}.`,
    remedy: () => 'Ask whoever runs it, and check that the key or token may read this repository.',
  },
  FETCH_TIMEOUT: {
    ...ROLLED_BACK,
    meaning: 'A fetch did not end in the time that it may take.',
    message: ({ url, seconds }) => `${quote(url)} was not fetched within ${seconds} s.`,
    remedy: () => 'See what makes it slow. If it is only large: --fetch-timeout DURATION, for example 5m',
  },
  FETCH_TOO_BIG: {
    ...ROLLED_BACK,
    meaning: 'The repository sent more than a fetch may bring.',
    message: ({ url, bytes }) => `${quote(url)} sent more than the ${bytes} bytes that a fetch may bring.`,
    remedy: () => 'See what makes it so large. If that is right: --fetch-limit SIZE, for example 256MiB',
  },
  FETCH_STOPPED: {
    ...ROLLED_BACK,
    meaning: 'A fetch was stopped before it was done, as when the program is told to end.',
    message: ({ url }) => `Fetching ${quote(url)} was stopped.`,
    remedy: () => 'Nothing need be done: the next fetch begins anew.',
  },
  FETCH_FAILED: {
    ...ROLLED_BACK,
    meaning: 'A fetch failed for another reason than those that have a code of their own.',
    message: ({ url, reason }) => `${quote(url)} could not be fetched: ${quote(reason)}.`,
    remedy: ({ url }) => `Try it by hand: git ls-remote ${quoteForShell(url)}`,
  },
  OBJECTS_REFUSED: {
    ...ROLLED_BACK,
    meaning: 'What the repository sent was refused by the checks of git (fetch.fsckObjects).',
    message: ({ url, reason }) => `What ${quote(url)} sent is malformed, and was refused: ${quote(reason)}.`,
    remedy: () => 'Look at the repository with git fsck --strict, and remove the object from its history.',
  },
  CACHE_UNKNOWN: {
    ...FAILED,
    meaning: 'Nothing says where this user keeps caches, so that a repository cannot be mirrored.',
    message: () => 'Neither XDG_CACHE_HOME nor HOME names an absolute directory, so there is no place for a mirror.',
    remedy: () => 'Set one of them: HOME=/root fbm-gitops plan …',
  },
  PROGRAM_MISSING: {
    ...FAILED,
    meaning: 'A program that fetching needs is not on the PATH.',
    message: ({ url, program }) => `To fetch ${quote(url)}, ${program} is needed, and there is none on the PATH.`,
    remedy: ({ program }) => `Install it: apt-get install ${program === 'ssh' ? 'openssh-client' : program}`,
  },
  HOST_KEY_UNKNOWN: {
    ...ROLLED_BACK,
    meaning: 'The file of host keys holds none for the server of the repository.',
    message: (facts) => `The host key of ${quote(facts.host)} is not known: ${describeKeys(facts)}.`,
    remedy: ({ scan, file }) =>
      `Compare the seen fingerprint with what the host publishes elsewhere; if it is right, add the key: ${scan} >> ${quoteForShell(file)}`,
  },
  HOST_KEY_CHANGED: {
    ...ROLLED_BACK,
    meaning: 'The server of the repository has another host key than the file of host keys says.',
    message: (facts) =>
      `${quote(facts.host)} has another host key than it should: ${describeKeys(facts)}. Somebody may be in between.`,
    remedy: ({ file }) =>
      `Compare the seen fingerprint with what the host publishes elsewhere; only if it is right, replace the key in ${quoteForShell(file)}.`,
  },
  SSH_KEY_REFUSED: {
    ...ROLLED_BACK,
    meaning: 'The server of the repository does not let the ssh key in.',
    message: ({ url, key, fingerprint }) =>
      `The server of ${quote(url)} did not accept ${key === '' ? 'any ssh key' : `the ssh key ${quote(key)}`}${fingerprint === '' ? '' : ` (${quote(fingerprint)})`}.`,
    remedy: ({ key }) =>
      key === ''
        ? 'Name the key: --ssh-key FILE'
        : `Add its public part to the repository as a deploy key that may only read: ssh-keygen -y -f ${quoteForShell(key)}`,
  },
  SSH_KEY_UNUSABLE: {
    ...ROLLED_BACK,
    meaning: 'The file of the ssh key holds no key that can be used without a passphrase.',
    message: ({ file, reason }) => `${quote(file)} cannot be used as an ssh key: ${quote(reason)}.`,
    // In a file of its own: what is there may be used elsewhere.
    remedy: () =>
      "Make a key for this purpose alone, in a new file: ssh-keygen -t ed25519 -N '' -f NEW_FILE; then name it: --ssh-key NEW_FILE",
  },
  SSH_KEY_PUBLIC: {
    ...ROLLED_BACK,
    meaning: 'The file of the ssh key holds its public half, with which nobody can log in.',
    message: ({ file }) => `${quote(file)} holds the public half of an ssh key; the private one is needed.`,
    remedy: ({ secret }) =>
      `Name the file of the private half: --ssh-key ${secret === '' ? 'FILE' : quoteForShell(secret)}`,
  },
  CREDENTIAL_UNREADABLE: {
    ...ROLLED_BACK,
    meaning: 'A file that fetching needs cannot be read by the user that fetches: the owner of the registry.',
    message: ({ file, what, reason, user }) => `The ${what} ${quote(file)} cannot be read${user}: ${quote(reason)}.`,
    remedy: ({ file }) =>
      `See whether it is there, and who may read it: it is the registry's owner that fetches. ls -l ${quoteForShell(file)}`,
  },
  CREDENTIAL_EXPOSED: {
    ...ROLLED_BACK,
    meaning: 'A file with a key or a token may be read by others.',
    message: ({ file, what, mode }) => `The ${what} ${quote(file)} may be read by others (mode ${mode}).`,
    remedy: ({ file }) => `If others may have read it, replace it by a new one. Else: chmod 600 ${quoteForShell(file)}`,
  },
  TOKEN_NEEDED: {
    ...ROLLED_BACK,
    meaning: 'The server of the repository wants a token, and there is none.',
    message: ({ url }) => `The server of ${quote(url)} lets nobody in without a token.`,
    remedy: () => 'Give one that may only read: --token-file FILE, or the variable FBM_GITOPS_TOKEN',
  },
  TOKEN_REFUSED: {
    ...ROLLED_BACK,
    meaning: 'The server of the repository does not accept the token, or it may not read this repository.',
    message: ({ url }) => `The server of ${quote(url)} did not accept the token.`,
    remedy: () => 'See whether it has expired, whether it may read this repository, and whether --token-user is right.',
  },
  TLS_UNTRUSTED: {
    ...ROLLED_BACK,
    meaning: 'The certificate of the server of the repository is not to be trusted.',
    message: ({ url, reason }) =>
      `The certificate of the server of ${quote(url)} is not to be trusted: ${quote(reason)}.`,
    remedy: () =>
      "If it is the hospital's own authority that vouches for it: --ca-file FILE. If it has expired, have it renewed; see also the clock of this machine (date -u).",
  },
  REDIRECT_REFUSED: {
    ...ROLLED_BACK,
    meaning: 'The server of the repository sends us to another place; nobody follows.',
    message: ({ url, target }) =>
      `${quote(url)} sends us elsewhere${target === '' ? '' : `, to ${quote(target)}`}, which is not followed.`,
    remedy: () => 'Find out whether the repository has moved, and name its new place: --repository URL',
  },
}

function describeKeys({ known, seen, file }: HostKey): string {
  const expected = known.length === 0 ? `${quote(file)} holds none for it` : `expected ${known.map(quote).join(' or ')}`
  return `${expected}, seen ${seen === '' ? 'one that ssh did not name' : quote(seen)}`
}
