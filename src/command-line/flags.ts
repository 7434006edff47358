import { PROFILES } from '../domain/profiles.ts'
import { FAIL_ON } from '../domain/report/exit-code.ts'
import type { RepositoryKey } from '../domain/settings.ts'

/** The forms a result can be given in; which of them a command knows stands in its own line of the table. */
export const FORMATS = ['text', 'json', 'markdown', 'html', 'junit', 'sarif', 'gitlab', 'prometheus'] as const
export type Format = (typeof FORMATS)[number]

/**
 * Who reads the stream that a form is written to: people are told on stderr what is no result, and may be asked; a program
 * gets one document, also of what failed. A document is a file for others, and whoever makes it reads stderr.
 */
export const READERS: Readonly<Record<Format, 'people' | 'program'>> = {
  text: 'people',
  json: 'program',
  markdown: 'people',
  html: 'people',
  junit: 'people',
  sarif: 'people',
  gitlab: 'people',
  prometheus: 'people',
}

/** Whether a pass may write. */
export const MODES = ['report', 'apply'] as const
export type Mode = (typeof MODES)[number]

/** Who writes registrations: fbm-gitops itself, or Fed-BioMed's own command. */
export const REGISTRARS = ['tinydb', 'cli'] as const
export type RegistrarName = (typeof REGISTRARS)[number]

/** The forms of the daemon's log. */
export const LOG_FORMATS = ['text', 'json'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

export type FlagName =
  | 'settings'
  | 'component'
  | 'config'
  | 'registry'
  | 'federation'
  | 'uncommitted'
  | RepositoryKey
  | 'offline'
  | 'freeze'
  | 'registrar'
  | 'registrarPrefix'
  | 'componentInside'
  | 'registrarTimeout'
  | 'mode'
  | 'planDigest'
  | 'adopt'
  | 'overwrite'
  | 'allowDelete'
  | 'allowReplace'
  | 'acceptHistory'
  | 'observationFile'
  | 'observationBranch'
  | 'observationValidFor'
  | 'observationForeignNames'
  | 'name'
  | 'instanceOf'
  | 'takeOver'
  | 'fromInstructions'
  | 'ip'
  | 'port'
  | 'federationName'
  | 'profile'
  | 'network'
  | 'owner'
  | 'fromRegistry'
  | 'installHook'
  | 'yes'
  | 'probe'
  | 'keep'
  | 'commits'
  | 'interval'
  | 'logFormat'
  | 'verbose'
  | 'all'
  | 'base'
  | 'observations'
  | 'baseline'
  | 'failOn'
  | 'exitZero'
  | 'also'
  | 'format'
  | 'output'

/** What the federation is told of each pass. */
export const OBSERVATION_FLAGS = [
  'observationFile',
  'observationBranch',
  'observationValidFor',
  'observationForeignNames',
] as const

/** The flags that have a value also where nothing was typed. */
export type DefaultedFlag =
  | 'component'
  | 'federation'
  | 'path'
  | 'tokenUser'
  | 'fetchTimeout'
  | 'fetchLimit'
  | 'maxStaleness'
  | 'registrar'
  | 'registrarTimeout'
  | 'mode'
  | 'observationValidFor'
  | 'interval'
  | 'logFormat'
  | 'failOn'
  | 'format'

/** Where settings are looked for if none are named. Never the working directory: it may be a clone that others commit to. */
export const DEFAULT_SETTINGS = '/etc/fbm-gitops/fbm-gitops.yaml'

/** One flag, as it is typed and as it is explained. */
export interface Flag {
  readonly syntax: string
  readonly description: string
  /** Whether commands that are printed repeat it, so that they concern the same component and federation. */
  readonly repeated: boolean
  readonly fallback?: string
  readonly choices?: readonly string[]
  /** What the value is measured in, where it is a number with its unit. */
  readonly unit?: 'duration' | 'size'
  readonly repeatable?: true
  /** Whether `FBM_GITOPS_<NAME>` may stand for the flag. */
  readonly variable?: true
}

type Undefaulted = Flag & { readonly fallback?: never }

/** Every flag of every command. */
export const FLAGS: {
  readonly [Name in FlagName]: Name extends DefaultedFlag ? Flag & { readonly fallback: string } : Undefaulted
} = {
  settings: {
    syntax: '--settings <file>',
    description: `the settings of this host, or \`none\` (default: ${DEFAULT_SETTINGS}, if there is one)`,
    repeated: true,
    variable: true,
  },
  component: {
    syntax: '--component <dir>',
    description: "the component's directory",
    repeated: true,
    fallback: '.',
    variable: true,
  },
  config: {
    syntax: '--config <name>',
    description: 'which .ini, where one etc/ holds several',
    repeated: true,
    variable: true,
  },
  registry: {
    syntax: '--registry <file>',
    description: 'the registry, where the container moves it',
    repeated: true,
    variable: true,
  },
  federation: {
    syntax: '--federation <dir>',
    description: 'the federation directory',
    repeated: true,
    fallback: './federation',
    variable: true,
  },
  uncommitted: {
    syntax: '--uncommitted',
    description: 'read the files, not the commit HEAD: for trying out',
    repeated: true,
  },
  repository: {
    syntax: '--repository <url>',
    description: 'the git repository with the federation directory: https://…, ssh://…, user@host:path, or a directory',
    repeated: true,
    variable: true,
  },
  ref: {
    syntax: '--ref <ref>',
    description: 'the branch, tag or commit of the repository (default: its default branch)',
    repeated: true,
    variable: true,
  },
  path: {
    syntax: '--path <dir>',
    description: 'the federation directory in the repository',
    repeated: true,
    fallback: 'federation',
    variable: true,
  },
  sshKey: {
    syntax: '--ssh-key <file>',
    description: 'the private key of ssh, for example a deploy key',
    repeated: true,
    variable: true,
  },
  knownHosts: {
    syntax: '--known-hosts <file>',
    description: 'the host keys that ssh may meet; one of several may be seen',
    repeated: true,
    variable: true,
  },
  tokenFile: {
    syntax: '--token-file <file>',
    description: 'holds the token of https (or set FBM_GITOPS_TOKEN)',
    repeated: true,
    variable: true,
  },
  tokenUser: {
    syntax: '--token-user <name>',
    description: 'the user name that goes with the token',
    repeated: true,
    fallback: 'x-access-token',
    variable: true,
  },
  caFile: {
    syntax: '--ca-file <file>',
    description: 'the certificates that may vouch for the server of https, instead of those of the system',
    repeated: true,
    variable: true,
  },
  proxy: {
    syntax: '--proxy <url>',
    description: 'the proxy for https (default: the variable https_proxy)',
    repeated: true,
    variable: true,
  },
  fetchTimeout: {
    syntax: '--fetch-timeout <duration>',
    description: 'how long a fetch may take',
    repeated: true,
    fallback: '60s',
    unit: 'duration',
    variable: true,
  },
  fetchLimit: {
    syntax: '--fetch-limit <size>',
    description: 'how much a fetch may bring',
    repeated: true,
    fallback: '32MiB',
    unit: 'size',
    variable: true,
  },
  maxStaleness: {
    syntax: '--max-staleness <duration>',
    description: 'for how long the repository may be out of reach until nothing more is written',
    repeated: true,
    fallback: '24h',
    unit: 'duration',
    variable: true,
  },
  offline: {
    syntax: '--offline',
    description: 'the component is stopped: no need to wait for a quiet registry',
    repeated: true,
  },
  freeze: {
    syntax: '--freeze',
    description: 'the component runs, and may be stopped for some milliseconds while its registry is written',
    repeated: true,
  },
  registrar: {
    syntax: '--registrar <registrar>',
    description: "who writes registrations: `cli` is Fed-BioMed's own command, and needs --offline",
    repeated: true,
    fallback: 'tinydb',
    choices: REGISTRARS,
    variable: true,
  },
  registrarPrefix: {
    syntax: '--registrar-prefix <argument>',
    description: "what stands before Fed-BioMed's command: each argument by a flag of its own",
    repeated: true,
    repeatable: true,
  },
  componentInside: {
    syntax: '--component-inside <dir>',
    description: "the component's directory as the command behind the prefix sees it (default: the same path)",
    repeated: true,
    variable: true,
  },
  registrarTimeout: {
    syntax: '--registrar-timeout <duration>',
    description: "how long one command of Fed-BioMed's may take",
    repeated: true,
    fallback: '120s',
    unit: 'duration',
    variable: true,
  },
  mode: {
    syntax: '--mode <mode>',
    description: '`report` never writes',
    repeated: false,
    fallback: 'apply',
    choices: MODES,
    variable: true,
  },
  interval: {
    syntax: '--interval <duration>',
    description: 'how often `watch` looks without being told',
    repeated: false,
    fallback: '60s',
    unit: 'duration',
    variable: true,
  },
  planDigest: {
    syntax: '--plan-digest <digest>',
    description: 'apply only the plan with this digest',
    repeated: false,
  },
  adopt: {
    syntax: '--adopt <id>',
    description: 'take the declared values for a party registered by hand',
    repeated: true,
    repeatable: true,
  },
  overwrite: {
    syntax: '--overwrite <id>',
    description: 'enforce the declaration for a party that was edited',
    repeated: true,
    repeatable: true,
  },
  allowDelete: {
    syntax: '--allow-delete <id>',
    description: 'lift the brake for this deletion',
    repeated: true,
    repeatable: true,
  },
  allowReplace: {
    syntax: '--allow-replace <id>',
    description: 'lift the brake for this replacement',
    repeated: true,
    repeatable: true,
  },
  acceptHistory: {
    syntax: '--accept-history <commit>',
    description: 'accept a commit that does not descend from the last one',
    repeated: true,
  },
  name: {
    syntax: '--name <label>',
    description: 'the label of a new party (default: made from its role and id)',
    repeated: true,
  },
  instanceOf: {
    syntax: '--instance-of <label>',
    description: 'the node that has this component as its second instance',
    repeated: true,
  },
  takeOver: {
    syntax: '--take-over <label>',
    description: 'the party that this component was created again for: the id that it had before is removed',
    repeated: true,
  },
  ip: {
    syntax: '--ip <ip>',
    description: 'the address that the VPN assigned, where the .ini does not name it',
    repeated: true,
  },
  port: {
    syntax: '--port <port>',
    description: 'the port of its MP-SPDZ, where the .ini does not name it',
    repeated: true,
  },
  fromInstructions: {
    syntax: '--from-instructions <file>',
    description: 'declare the component whose `certificate registration-instructions` this file holds, instead',
    repeated: true,
  },
  federationName: {
    syntax: '--federation-name <label>',
    description: 'what the federation is called; components remember it',
    repeated: false,
  },
  profile: {
    syntax: '--profile <profile>',
    description: 'who registers whom, by the version of Fed-BioMed',
    repeated: false,
    choices: Object.keys(PROFILES),
  },
  network: {
    syntax: '--network <range>',
    description: "the VPN's range of addresses, for example 10.220.0.0/14",
    repeated: false,
  },
  owner: {
    syntax: '--owner <owner>',
    description: 'who must approve a change, as CODEOWNERS has it: @org/team, @user or a mail address',
    repeated: false,
    repeatable: true,
  },
  fromRegistry: {
    syntax: '--from-registry',
    description: "declare the component, and whom its registry holds: what was registered by hand is then fbm-gitops'",
    repeated: false,
  },
  installHook: {
    syntax: '--install-hook',
    description: 'let git run the hook in this clone (sets core.hooksPath)',
    repeated: false,
  },
  yes: { syntax: '--yes', description: 'do not ask', repeated: false },
  probe: {
    syntax: '--probe',
    description: "reach for the peers' addresses, and compare the certificate that the researcher's server presents",
    repeated: false,
  },
  observationFile: {
    syntax: '--observation-file <file>',
    description:
      'put there what each pass observed, signed by the component; what does not end in .json is a directory for `<id>.json`',
    repeated: false,
    variable: true,
  },
  observationBranch: {
    syntax: '--observation-branch',
    description: 'push what each pass observed, signed, to the branch fbm-gitops/observed/<id> of the repository',
    repeated: false,
  },
  observationValidFor: {
    syntax: '--observation-valid-for <duration>',
    description: 'for how long an observation may be believed, at most 31d',
    repeated: false,
    fallback: '24h',
    unit: 'duration',
    variable: true,
  },
  observationForeignNames: {
    syntax: '--observation-foreign-names',
    description: 'name the rows that the federation does not know, too, not only their number',
    repeated: false,
  },
  keep: {
    syntax: '--keep <dir>',
    description: 'leave what the demonstration made in this new directory',
    repeated: false,
  },
  commits: {
    syntax: '--commits <range>',
    description:
      'search commits for private keys instead, in all of the repository: A..B, A...B, one with its history, or all',
    repeated: false,
  },
  logFormat: {
    syntax: '--log-format <format>',
    description: 'the form of the log on stdout',
    repeated: false,
    fallback: 'text',
    choices: LOG_FORMATS,
    variable: true,
  },
  verbose: {
    syntax: '--verbose',
    description: 'log also what is of no interest as long as all is well',
    repeated: false,
  },
  all: {
    syntax: '--all',
    description: 'what this revision makes every party do, instead of what one component does',
    repeated: false,
  },
  base: {
    syntax: '--base <rev>',
    description:
      'the revision that --all compares with: a branch, a tag, a whole id, or HEAD^ (default: the first parent)',
    repeated: false,
  },
  observations: {
    syntax: '--observations <dir>',
    description: 'observations that were carried over by hand: a directory with one file <id>.json for each component',
    repeated: true,
    repeatable: true,
  },
  baseline: {
    syntax: '--baseline <file>',
    description: 'an earlier JSON report: what it does not have is marked as new',
    repeated: false,
  },
  failOn: {
    syntax: '--fail-on <severity>',
    description:
      'from which findings on the exit code is not 0; `new`: warnings and errors that the baseline does not have',
    repeated: false,
    fallback: 'warning',
    choices: FAIL_ON,
  },
  exitZero: {
    syntax: '--exit-zero',
    description: 'end with 0 whatever is found; a report that cannot be made still fails',
    repeated: true,
  },
  also: {
    syntax: '--also <format=file>',
    description: 'write the same report into a file in another form, too, for example html=report.html',
    repeated: false,
    repeatable: true,
  },
  format: {
    syntax: '--format <format>',
    description: 'the form of the result',
    repeated: false,
    fallback: 'text',
    variable: true,
  },
  output: {
    syntax: '--output <file>',
    description: 'write the result into a new file, or over an earlier result that is no text, instead of stdout',
    repeated: false,
  },
}

/** The variables that stand for no flag. */
export const OTHER_VARIABLES: readonly string[] = ['FBM_GITOPS_TOKEN']

/** Names the flag as it is typed. */
export function wordOf(flag: FlagName): string {
  return FLAGS[flag].syntax.replace(/ .*/, '')
}

/** Names the environment variable that may stand for a flag. */
export function variableOf(flag: string): string {
  return `FBM_GITOPS_${flag.replace(/[A-Z]/g, '_$&').toUpperCase()}`
}
