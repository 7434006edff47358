/** The forms a result can be given in. */
export const FORMATS = ['text', 'json'] as const
export type Format = (typeof FORMATS)[number]

/** Whether a pass may write. */
export const MODES = ['report', 'apply'] as const
export type Mode = (typeof MODES)[number]

export type CommandName =
  'validate' | 'plan' | 'reconcile' | 'fingerprint' | 'explain' | 'deny' | 'allow' | 'leave' | 'restore' | 'demo'

export type FlagName =
  | 'component'
  | 'config'
  | 'registry'
  | 'federation'
  | 'uncommitted'
  | 'offline'
  | 'freeze'
  | 'mode'
  | 'planDigest'
  | 'adopt'
  | 'overwrite'
  | 'allowDelete'
  | 'allowReplace'
  | 'acceptHistory'
  | 'yes'
  | 'keep'
  | 'format'
  | 'output'

/** One flag, as it is typed and as it is explained. */
export interface Flag {
  readonly syntax: string
  readonly description: string
  readonly fallback?: string
  readonly choices?: readonly string[]
  readonly repeatable?: true
  /** Whether `FBM_GITOPS_<NAME>` may stand for the flag. */
  readonly variable?: true
}

/** Every flag of every command. */
export const FLAGS: Readonly<Record<FlagName, Flag>> = {
  component: { syntax: '--component <dir>', description: "the component's directory", fallback: '.', variable: true },
  config: { syntax: '--config <name>', description: 'which .ini, where one etc/ holds several', variable: true },
  registry: { syntax: '--registry <file>', description: 'the registry, where the container moves it', variable: true },
  federation: {
    syntax: '--federation <dir>',
    description: 'the federation directory',
    fallback: './federation',
    variable: true,
  },
  uncommitted: { syntax: '--uncommitted', description: 'read the files, not the commit HEAD: for trying out' },
  offline: { syntax: '--offline', description: 'the component is stopped: no need to wait for a quiet registry' },
  freeze: {
    syntax: '--freeze',
    description: 'the component runs, and may be stopped for some milliseconds while its registry is written',
  },
  mode: {
    syntax: '--mode <mode>',
    description: '`report` never writes',
    fallback: 'apply',
    choices: MODES,
    variable: true,
  },
  planDigest: { syntax: '--plan-digest <digest>', description: 'apply only the plan with this digest' },
  adopt: {
    syntax: '--adopt <id>',
    description: 'take the declared values for a party registered by hand',
    repeatable: true,
  },
  overwrite: {
    syntax: '--overwrite <id>',
    description: 'enforce the declaration for a party that was edited',
    repeatable: true,
  },
  allowDelete: { syntax: '--allow-delete <id>', description: 'lift the brake for this deletion', repeatable: true },
  allowReplace: {
    syntax: '--allow-replace <id>',
    description: 'lift the brake for this replacement',
    repeatable: true,
  },
  acceptHistory: {
    syntax: '--accept-history <commit>',
    description: 'accept a commit that does not descend from the last one',
  },
  yes: { syntax: '--yes', description: 'do not ask' },
  keep: { syntax: '--keep <dir>', description: 'leave what the demonstration made in this new directory' },
  format: {
    syntax: '--format <format>',
    description: 'the form of the result',
    fallback: 'text',
    choices: FORMATS,
    variable: true,
  },
  output: {
    syntax: '--output <file>',
    description: 'write the result into a new file, or over an earlier JSON result, instead of stdout',
  },
}

/** What may stand behind a command's name. */
export interface CommandLine {
  readonly summary: string
  /** As in `[party]` or `<id>`. */
  readonly argument?: readonly [syntax: string, description: string]
  readonly flags: readonly FlagName[]
}

const RESULT: readonly FlagName[] = ['format', 'output']
const COMPONENT: readonly FlagName[] = ['component', 'config', 'registry']
const WRITING: readonly FlagName[] = ['offline', 'freeze']
const SOURCE: readonly FlagName[] = ['federation', 'uncommitted']
const DECISIONS: readonly FlagName[] = ['adopt', 'overwrite', 'allowDelete', 'allowReplace', 'acceptHistory']

/** Every command with its argument and flags: the help text is made from this table, too. */
export const COMMANDS: Readonly<Record<CommandName, CommandLine>> = {
  validate: {
    summary: 'check a federation directory and show every problem with file, line and column',
    argument: ['[dir]', 'the federation directory (default: ./federation)'],
    flags: [...RESULT],
  },
  plan: {
    summary: 'show what reconcile would do to one component, and why; writes nothing',
    flags: [...COMPONENT, ...SOURCE, 'planDigest', ...DECISIONS, ...RESULT],
  },
  reconcile: {
    summary: "bring one component's registry in line with the federation",
    flags: [...COMPONENT, ...SOURCE, ...WRITING, 'mode', 'planDigest', ...DECISIONS, ...RESULT],
  },
  fingerprint: {
    summary: 'show a certificate fingerprint in a form to be read over the telephone',
    argument: ['[party]', "name or id of a declared party (default: this component's own certificate)"],
    flags: [...COMPONENT, ...SOURCE, ...RESULT],
  },
  explain: {
    summary: 'say why a party is, or is not, registered here',
    argument: ['<party>', 'name or id of a party'],
    flags: [...COMPONENT, ...SOURCE, ...RESULT],
  },
  deny: {
    summary: 'never register a party here, whatever the federation says',
    argument: ['<id>', 'id of the party'],
    flags: [...COMPONENT, ...RESULT],
  },
  allow: {
    summary: 'take back `deny`, or `leave` when given the own id',
    argument: ['<id>', 'id of the party'],
    flags: [...COMPONENT, ...RESULT],
  },
  leave: {
    summary: 'leave the federation: delete what fbm-gitops registered here, keep the rest',
    flags: [...COMPONENT, ...WRITING, ...RESULT],
  },
  restore: {
    summary: 'list the backups of a registry, show what one of them would change, and put it back',
    argument: ['[backup]', 'the beginning of its name, or `latest` (default: list them)'],
    flags: [...COMPONENT, ...WRITING, 'yes', ...RESULT],
  },
  demo: {
    summary: 'show a whole federation at work in a temporary directory',
    flags: ['keep'],
  },
}

/** Names the environment variable that may stand for a flag. */
export function variableOf(flag: string): string {
  return `FBM_GITOPS_${flag.replace(/[A-Z]/g, '_$&').toUpperCase()}`
}
