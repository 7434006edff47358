import { REPOSITORY_KEYS } from '../domain/settings.ts'
import { FLAGS, FORMATS, OBSERVATION_FLAGS, type FlagName, type Format } from './flags.ts'

export type CommandName =
  | 'validate'
  | 'plan'
  | 'reconcile'
  | 'watch'
  | 'report'
  | 'status'
  | 'doctor'
  | 'fingerprint'
  | 'explain'
  | 'deny'
  | 'allow'
  | 'leave'
  | 'restore'
  | 'init'
  | 'publish'
  | 'config'
  | 'demo'

/** What may stand behind a command's name. */
export interface CommandLine {
  readonly summary: string
  /** Whether it may write to a component, or to anything else that outlives it save `--output`. */
  readonly writes: boolean
  /** As in `[party]` or `<id>`. */
  readonly argument?: readonly [syntax: string, description: string]
  readonly flags: readonly FlagName[]
  /** The forms of its result; text and JSON where it has no others. */
  readonly formats?: readonly Format[]
  /**
   * Which components it is about, where the settings list several: `each` of them, `none` where it is given an argument, one
   * only where it is to read its registry, or only one that is named.
   * Without this it is one, which must then be named.
   */
  readonly components?: 'each' | 'none-with-argument' | 'one-from-registry' | 'one-if-named'
}

const RESULT: readonly FlagName[] = ['format', 'output']
const COMPONENT: readonly FlagName[] = ['settings', 'component', 'config', 'registry']
const WRITING: readonly FlagName[] = ['offline', 'freeze']
const REGISTRAR: readonly FlagName[] = ['registrar', 'registrarPrefix', 'componentInside', 'registrarTimeout']
const SOURCE: readonly FlagName[] = ['federation', 'uncommitted', ...REPOSITORY_KEYS]
const DECISIONS: readonly FlagName[] = ['adopt', 'overwrite', 'allowDelete', 'allowReplace', 'acceptHistory']

const PASS: readonly FlagName[] = [...COMPONENT, ...SOURCE, ...WRITING, ...REGISTRAR, 'mode', ...OBSERVATION_FLAGS]

const PLAIN_FORMATS: readonly Format[] = ['text', 'json']

/** Tells in which forms a command gives its result. */
export function formatsOf(command: CommandName): readonly Format[] {
  const { formats = PLAIN_FORMATS }: CommandLine = COMMANDS[command]
  return formats
}

/** Every command with its argument and flags: the help text is made from this table, too. */
export const COMMANDS: Readonly<Record<CommandName, CommandLine>> = {
  validate: {
    summary: 'check a federation directory and show every problem with file, line and column',
    writes: false,
    argument: ['[dir]', `the federation directory (default: ${FLAGS.federation.fallback})`],
    flags: ['commits', ...RESULT],
  },
  plan: {
    summary: 'show what reconcile would do to one component, and why, or what a revision makes all do; writes nothing',
    writes: false,
    flags: [...COMPONENT, ...SOURCE, 'all', 'base', 'planDigest', ...DECISIONS, ...RESULT],
    formats: ['text', 'json', 'markdown'],
  },
  reconcile: {
    summary: "bring one component's registry in line with the federation",
    writes: true,
    flags: [...PASS, 'planDigest', ...DECISIONS, ...RESULT],
  },
  watch: {
    summary: 'reconcile for ever: at each new commit, at each change of the registry, and at each interval',
    writes: true,
    flags: [...PASS, 'interval', 'logFormat', 'verbose'],
    components: 'each',
  },
  report: {
    summary: 'tell who has registered whom: from the repository and what components have observed, or of one component',
    writes: false,
    flags: [...COMPONENT, ...SOURCE, 'observations', 'baseline', 'failOn', 'exitZero', 'also', ...RESULT],
    formats: FORMATS,
    components: 'one-if-named',
  },
  status: {
    summary: 'show what is the case with each component: accepted commit, last pass, conditions; writes nothing',
    writes: false,
    flags: [...COMPONENT, ...RESULT],
    components: 'each',
  },
  doctor: {
    summary: 'look for everything that would go wrong, each with what to do about it; writes nothing',
    writes: false,
    flags: [...COMPONENT, ...SOURCE, 'acceptHistory', 'probe', ...RESULT],
    components: 'each',
  },
  fingerprint: {
    summary: 'show a certificate fingerprint in a form to be read over the telephone',
    writes: false,
    argument: ['[party]', "name or id of a declared party (default: this component's own certificate)"],
    flags: [...COMPONENT, ...SOURCE, ...RESULT],
    components: 'none-with-argument',
  },
  explain: {
    summary: 'say why a party is, or is not, registered here',
    writes: false,
    argument: ['<party>', 'name or id of a party'],
    flags: [...COMPONENT, ...SOURCE, ...RESULT],
  },
  deny: {
    summary: 'never register a party here, whatever the federation says',
    writes: true,
    argument: ['<id>', 'id of the party'],
    flags: [...COMPONENT, ...RESULT],
  },
  allow: {
    summary: 'take back `deny`, or `leave` when given the own id',
    writes: true,
    argument: ['<id>', 'id of the party'],
    flags: [...COMPONENT, ...RESULT],
  },
  leave: {
    summary: 'leave the federation: delete what fbm-gitops registered here, keep the rest',
    writes: true,
    flags: [...COMPONENT, ...WRITING, ...REGISTRAR, ...RESULT],
  },
  restore: {
    summary: 'list the backups of a registry, show what one of them would change, and put it back',
    writes: true,
    argument: ['[backup]', 'the beginning of its name, or `latest` (default: list them)'],
    flags: [...COMPONENT, ...WRITING, 'yes', ...RESULT],
  },
  init: {
    summary: 'begin a federation: manifest, schema, README, CODEOWNERS, hook; asks for what no flag says',
    writes: true,
    argument: ['[dir]', `the federation directory (default: ${FLAGS.federation.fallback})`],
    flags: [
      'federationName',
      'profile',
      'network',
      'owner',
      'settings',
      'component',
      'config',
      'registry',
      'fromRegistry',
      'name',
      'ip',
      'port',
      'installHook',
      ...RESULT,
    ],
    components: 'one-from-registry',
  },
  publish: {
    summary: 'declare this component: write its certificate and entry, commit them on a branch, and push that',
    writes: true,
    flags: [
      'settings',
      'component',
      'config',
      'fromInstructions',
      'federation',
      'repository',
      'ref',
      'path',
      'name',
      'instanceOf',
      'takeOver',
      'ip',
      'port',
      'yes',
      ...RESULT,
    ],
  },
  config: {
    summary: 'show the effective configuration of each component, and where each value comes from',
    writes: false,
    argument: ['<action>', '`show`'],
    flags: [...PASS, 'interval', ...RESULT],
    components: 'each',
  },
  demo: {
    summary: 'show a whole federation at work in a temporary directory',
    writes: true,
    flags: ['keep'],
  },
}
