import { quote, quoteForShell } from '../quote.ts'
import { PARTY, WARNING, WHOLE } from './grade.ts'
import type { Catalogue } from './kind.ts'
import { who, type PartyFacts } from './pass/party.ts'

interface VersionFacts {
  readonly found: string
  readonly needed: string
}

interface KeyFacts {
  readonly file: string
  readonly directory: string
}

interface MountFacts {
  readonly file: string
  readonly type: string
}

interface ServerFacts {
  /** As `host:port`. */
  readonly address: string
}

interface PresentedFacts extends ServerFacts {
  readonly presented: string
  readonly expected: string
}

/** The facts of what `doctor` alone looks at. */
export interface DoctorFacts {
  readonly CLOCK_SUSPECT: { readonly what: string; readonly at: string; readonly now: string }
  readonly DISK_NEARLY_FULL: { readonly directory: string; readonly free: string; readonly needed: string }
  readonly FACT_UNREADABLE: { readonly reason: string }
  readonly GIT_NOT_FOUND: { readonly needed: string }
  readonly GIT_VERSION_OLD: VersionFacts
  readonly KEY_IN_FEDERATION: KeyFacts
  readonly KEY_IN_REPOSITORY: KeyFacts
  readonly KEY_READABLE_BY_OTHERS: {
    readonly file: string
    /** Four octal digits. */
    readonly mode: string
    /** The user whose component it is. */
    readonly owner: string
    /** Whether the key is that user's. */
    readonly isOwners: boolean
  }
  readonly NODE_VERSION_OLD: VersionFacts
  readonly PASS_OVERDUE: { readonly message: string; readonly daemon: boolean }
  readonly PEER_UNREACHABLE: ServerFacts & { readonly name: string; readonly reason: string }
  readonly PROBE_ADDRESS_UNUSABLE: { readonly origin: string; readonly value: string }
  readonly REGISTRY_MOUNTED_ALONE: { readonly file: string; readonly directory: string }
  readonly REGISTRY_ON_NETWORK: MountFacts
  readonly REGISTRY_ON_OVERLAY: MountFacts
  readonly ROW_UNREADABLE: PartyFacts
  readonly SERVER_CERTIFICATE_DIFFERS: PresentedFacts
  readonly SERVER_CERTIFICATE_OTHER: PresentedFacts & { readonly source: 'registered here' | 'declared' }
  readonly SERVER_CERTIFICATE_OUTDATED: PresentedFacts & { readonly file: string }
  readonly SERVER_NOT_LISTENING: ServerFacts
  readonly SERVER_WITHOUT_TLS: ServerFacts & { readonly reason: string }
  readonly STATE_DIRECTORY_OPEN: { readonly file: string; readonly mode: string }
  readonly VARIABLES_OUTRANK: { readonly names: readonly string[] }
}

/** What is said of a machine, a component and its peers before anything goes wrong. */
export const doctorProblems: Catalogue<DoctorFacts> = {
  CLOCK_SUSPECT: {
    ...WARNING,
    meaning:
      'Something that has happened lies more than five minutes ahead of this clock: here or there a clock is wrong.',
    message: ({ what, at, now }) => `${what} is of ${at}, but this clock says ${now}: one of the two clocks is wrong.`,
    remedy: () => 'Compare `date -u` here with a clock that is right, and let NTP keep it.',
  },
  DISK_NEARLY_FULL: {
    ...WARNING,
    meaning: 'The file system of the registry has room for less than three passes.',
    message: ({ directory, free, needed }) =>
      `The file system of ${quote(directory)} has ${free} free, and one pass may take ${needed}.`,
    remedy: ({ directory }) => `Make room, or look for what takes it: df -h -i ${quoteForShell(directory)}`,
  },
  FACT_UNREADABLE: {
    ...WARNING,
    meaning: 'The system does not let this user look at something that `doctor` would have judged.',
    message: ({ reason }) => `This cannot be looked at: ${quote(reason)}.`,
    remedy: () => "Run the same command as the component's own user, or as root.",
  },
  GIT_NOT_FOUND: {
    ...WARNING,
    meaning: 'There is no git on the PATH: only a federation directory outside git can be read.',
    message: () => 'There is no git in the absolute directories of the PATH.',
    remedy: ({ needed }) => `Install git ${needed} or newer, for example: apt-get install git`,
  },
  GIT_VERSION_OLD: {
    ...WARNING,
    meaning: 'This git is older than 2.30, and lacks what fetching and publishing take.',
    message: ({ found, needed }) => `This is git ${quote(found)}; fetching and publishing take ${needed} or newer.`,
    remedy: ({ needed }) =>
      `Install git ${needed} or newer, or name a federation directory that others keep up to date.`,
  },
  KEY_IN_FEDERATION: {
    ...WHOLE,
    meaning: "The component's private key lies in the federation directory.",
    message: ({ file, directory }) =>
      `The private key ${quote(file)} lies in the federation directory ${quote(directory)}, which everybody may read.`,
    remedy: () =>
      'Treat the key as leaked: move the component elsewhere, generate a new certificate there, and publish it.',
  },
  KEY_IN_REPOSITORY: {
    ...WARNING,
    meaning:
      "The component's private key lies in the git work tree of the federation, and may be committed by mistake.",
    message: ({ file, directory }) =>
      `The private key ${quote(file)} lies in the git work tree ${quote(directory)}, where it may be committed by mistake.`,
    remedy: () => 'Keep the clone of the federation apart from the component.',
  },
  KEY_READABLE_BY_OTHERS: {
    ...WARNING,
    meaning:
      'Other users of the machine may read the private key. Fed-BioMed itself writes it like that: no release before mutual TLS restricts it.',
    message: ({ file, mode }) => `Other users than its owner may read the private key ${quote(file)} (mode ${mode}).`,
    remedy: ({ file, owner, isOwners }) =>
      isOwners
        ? `Let user ${owner}, who runs the component, alone read it: chmod 600 -- ${quoteForShell(file)}`
        : `Give it to user ${owner}, who runs the component and must go on reading it: chown ${owner} -- ${quoteForShell(file)}; then let nobody else read it: chmod 600 -- ${quoteForShell(file)}`,
  },
  NODE_VERSION_OLD: {
    ...WARNING,
    meaning: 'This Node is older than the oldest one that fbm-gitops is tried with.',
    message: ({ found, needed }) => `This is Node ${quote(found)}; fbm-gitops is tried with ${needed} and newer.`,
    remedy: ({ needed }) => `Install Node ${needed} or newer.`,
  },
  PASS_OVERDUE: {
    ...WARNING,
    meaning: 'No pass has ended for longer than three intervals, or for a day where no daemon runs.',
    message: ({ message, daemon }) =>
      `${quote(message)}${daemon ? ' `watch`, which made the last one, seems to have ended.' : ''}`,
    remedy: ({ daemon }) =>
      daemon
        ? 'Look at its log and start it again: fbm-gitops watch'
        : 'Run one: fbm-gitops reconcile. Or let `fbm-gitops watch` do it.',
  },
  PEER_UNREACHABLE: {
    ...WARNING,
    meaning: 'An address cannot be reached from here: the way there is closed, not only the port.',
    message: ({ name, address, reason }) => `${quote(name)} cannot be reached at ${quote(address)}: ${quote(reason)}.`,
    remedy: () => 'Look at the VPN (`wg show`), at the firewalls of both sites, and at the declared address.',
  },
  PROBE_ADDRESS_UNUSABLE: {
    ...WARNING,
    meaning: "The configuration names an address of the researcher's server that is none: nothing is sent there.",
    message: ({ origin, value }) => `${origin} is '${quote(value)}', which is no host with a port.`,
    remedy: () => "Correct it in the component's .ini, or in the variable that outranks it.",
  },
  REGISTRY_MOUNTED_ALONE: {
    ...WARNING,
    meaning:
      'The registry alone is mounted into this container: what is kept beside it (lock, backups) is lost with the container, and no other one sees it.',
    message: ({ file, directory }) =>
      `The registry ${quote(file)} is mounted alone: lock and backups lie in ${quote(directory)}, which belongs to this container only.`,
    remedy: ({ directory }) => `Mount the directory instead: ${quote(directory)}`,
  },
  REGISTRY_ON_NETWORK: {
    ...WARNING,
    meaning: 'The registry lies in a network file system, where other machines may write it unseen.',
    message: ({ file, type }) =>
      `The registry ${quote(file)} lies in a network file system (${quote(type)}): what another machine writes is seen late, or never.`,
    remedy: () => 'Let no other machine write it, and run fbm-gitops where the component runs.',
  },
  REGISTRY_ON_OVERLAY: {
    ...WARNING,
    meaning: "The registry lies in the container's own layer, and is lost with the container.",
    message: ({ file, type }) =>
      `The registry ${quote(file)} lies in the container's own layer (${quote(type)}), and is lost with the container.`,
    remedy: () => 'Mount the directory of the component from the host.',
  },
  ROW_UNREADABLE: {
    ...WARNING,
    meaning: 'A registration holds no certificate that can be read.',
    message: (facts) => `The registration of ${who(facts)} holds no certificate that can be read.`,
    remedy: () => 'See what a reconcile would do about it: fbm-gitops plan',
  },
  SERVER_CERTIFICATE_DIFFERS: {
    ...WARNING,
    meaning:
      "The researcher's server presents another certificate than the federation declares; this family does not compare them.",
    message: ({ address, presented, expected }) =>
      `The server at ${quote(address)} presents ${presented}, but the federation declares ${expected}.`,
    remedy: () => 'Ask the administrator of the researcher which is right, by telephone: fbm-gitops fingerprint',
  },
  SERVER_CERTIFICATE_OTHER: {
    ...PARTY,
    meaning: "The researcher's server presents another certificate than the one that is registered here, or declared.",
    message: ({ address, presented, expected, source }) =>
      `The server at ${quote(address)} presents ${presented}, but ${expected} is ${source}: the handshake ${source === 'declared' ? 'will fail once that is registered here' : 'fails'}.`,
    remedy: () =>
      'Ask the administrator of the researcher whether its key was changed: if so, it must be published, registered here by `fbm-gitops reconcile`, and both be restarted. If not, somebody else listens there.',
  },
  SERVER_CERTIFICATE_OUTDATED: {
    ...PARTY,
    meaning:
      "This researcher's server presents another certificate than its own file holds: it was started before that was written.",
    message: ({ address, presented, expected, file }) =>
      `The server at ${quote(address)} presents ${presented}, but ${quote(file)} holds ${expected}: it was started with an older certificate.`,
    remedy: () => 'Restart the researcher: it reads its own key at start only.',
  },
  SERVER_NOT_LISTENING: {
    ...WARNING,
    meaning: "Nobody listens at the address of the researcher's server now.",
    message: ({ address }) =>
      `Nobody listens at ${quote(address)} now: the researcher is not running, or runs elsewhere.`,
    remedy: () => 'Start the researcher, or correct the address in the .ini: nodes try it again and again.',
  },
  SERVER_WITHOUT_TLS: {
    ...WARNING,
    meaning: "What listens at the address of the researcher's server does not speak TLS, or ends the connection.",
    message: ({ address, reason }) => `What listens at ${quote(address)} presents no certificate: ${quote(reason)}.`,
    remedy: () => 'Look at what listens there: another program may have taken the port (`ss -ltnp`).',
  },
  STATE_DIRECTORY_OPEN: {
    ...WARNING,
    meaning: 'Others than the owner may look into the state directory, which holds backups of the registry.',
    message: ({ file, mode }) =>
      `Others than its owner may look into ${quote(file)} (mode ${mode}), which holds backups of the registry.`,
    remedy: ({ file }) => `Let nobody else in: chmod 700 -- ${quoteForShell(file)}`,
  },
  VARIABLES_OUTRANK: {
    ...WARNING,
    meaning:
      'Variables of the environment outrank what the configuration says of the id, the registry or the certificate.',
    message: ({ names }) =>
      `${names.map(quote).join(', ')} ${names.length === 1 ? 'is' : 'are'} set here, and outrank${names.length === 1 ? 's' : ''} the .ini.`,
    remedy: () =>
      'See that they are set in the same way where the component runs; unset what belongs to another component.',
  },
}
