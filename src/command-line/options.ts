import type { RepositoryKey } from '../domain/settings.ts'
import {
  FORMATS,
  LOG_FORMATS,
  MODES,
  REGISTRARS,
  type Format,
  type LogFormat,
  type Mode,
  type RegistrarName,
} from './flags.ts'
import { readReport, type ReportOptions } from './report-options.ts'
import type { Choices, Settled } from './origin.ts'
import { makeRead, type Read } from './values.ts'

/** Every flag's value; a command ignores the flags that are not its own, and does not accept them. */
export interface Options extends ReportOptions {
  readonly settings: string | undefined
  readonly component: string
  readonly config: string | undefined
  readonly registry: string | undefined
  readonly federation: string
  readonly uncommitted: boolean
  /** Where there is one, `federation` stands at its default and means nothing. */
  readonly repository: string | undefined
  readonly ref: string | undefined
  readonly path: string
  readonly sshKey: string | undefined
  readonly knownHosts: string | undefined
  readonly tokenFile: string | undefined
  readonly tokenUser: string
  readonly caFile: string | undefined
  readonly proxy: string | undefined
  readonly fetchTimeout: string
  readonly fetchLimit: string
  readonly maxStaleness: string
  readonly offline: boolean
  readonly freeze: boolean
  readonly registrar: RegistrarName
  readonly registrarPrefix: readonly string[]
  readonly componentInside: string | undefined
  readonly registrarTimeout: string
  readonly mode: Mode
  readonly planDigest: string | undefined
  readonly adopt: readonly string[]
  readonly overwrite: readonly string[]
  readonly allowDelete: readonly string[]
  readonly allowReplace: readonly string[]
  readonly acceptHistory: string | undefined
  readonly observationFile: string | undefined
  readonly observationBranch: boolean
  readonly observationValidFor: string
  readonly observationForeignNames: boolean
  readonly name: string | undefined
  readonly instanceOf: string | undefined
  readonly takeOver: string | undefined
  readonly fromInstructions: string | undefined
  readonly ip: string | undefined
  readonly port: string | undefined
  readonly federationName: string | undefined
  readonly profile: string | undefined
  readonly network: string | undefined
  readonly owner: readonly string[]
  readonly fromRegistry: boolean
  readonly installHook: boolean
  readonly yes: boolean
  readonly probe: boolean
  readonly keep: string | undefined
  readonly commits: string | undefined
  readonly interval: string
  readonly logFormat: LogFormat
  readonly verbose: boolean
  readonly all: boolean
  readonly base: string | undefined
  readonly format: Format
  readonly output: string | undefined
  /** No flag, but what need not be repeated in a command that is typed later. */
  readonly settled: Settled
}

/** Makes the options of a command from what was chosen for each flag. */
export function makeOptions(choices: Choices): Omit<Options, 'settled'> {
  const read = makeRead(choices)
  return {
    ...readComponent(read),
    ...readRegistrar(read),
    ...readRepository(read),
    ...readDecisions(read),
    ...readObservation(read),
    ...readWishes(read),
    ...readCharter(read),
    ...readReport(read),
    mode: read.choice('mode', MODES),
    interval: read.filled('interval'),
    logFormat: read.choice('logFormat', LOG_FORMATS),
    verbose: read.isSet('verbose'),
    all: read.isSet('all'),
    base: read.text('base'),
    yes: read.isSet('yes'),
    probe: read.isSet('probe'),
    keep: read.text('keep'),
    commits: read.text('commits'),
    format: read.choice('format', FORMATS),
    output: read.text('output'),
  }
}

/** Which component, and how its registry may be written. */
function readComponent({ text, filled, isSet }: Read): Pick<Options, ComponentOption> {
  return {
    settings: text('settings'),
    component: filled('component'),
    config: text('config'),
    registry: text('registry'),
    offline: isSet('offline'),
    freeze: isSet('freeze'),
  }
}

/** Who writes registrations, and how Fed-BioMed's own command is run. */
function readRegistrar({ text, texts, filled, choice }: Read): Pick<Options, RegistrarOption> {
  return {
    registrar: choice('registrar', REGISTRARS),
    registrarPrefix: texts('registrarPrefix'),
    componentInside: text('componentInside'),
    registrarTimeout: filled('registrarTimeout'),
  }
}

/** Where the federation is declared, and how a repository lets us in. */
function readRepository({ text, filled, isSet }: Read): Pick<Options, 'federation' | 'uncommitted' | RepositoryKey> {
  return {
    federation: filled('federation'),
    uncommitted: isSet('uncommitted'),
    repository: text('repository'),
    ref: text('ref'),
    path: filled('path'),
    sshKey: text('sshKey'),
    knownHosts: text('knownHosts'),
    tokenFile: text('tokenFile'),
    tokenUser: filled('tokenUser'),
    caFile: text('caFile'),
    proxy: text('proxy'),
    fetchTimeout: filled('fetchTimeout'),
    fetchLimit: filled('fetchLimit'),
    maxStaleness: filled('maxStaleness'),
  }
}

/** What is decided about single parties and commits. */
function readDecisions({ text, texts }: Read): Pick<Options, DecisionOption> {
  return {
    planDigest: text('planDigest'),
    adopt: texts('adopt'),
    overwrite: texts('overwrite'),
    allowDelete: texts('allowDelete'),
    allowReplace: texts('allowReplace'),
    acceptHistory: text('acceptHistory'),
  }
}

/** What the federation is told of each pass. */
function readObservation({ text, filled, isSet }: Read): Pick<Options, ObservationOption> {
  return {
    observationFile: text('observationFile'),
    observationBranch: isSet('observationBranch'),
    observationValidFor: filled('observationValidFor'),
    observationForeignNames: isSet('observationForeignNames'),
  }
}

/** What is to be declared of a component. */
function readWishes({ text }: Read): Pick<Options, WishOption> {
  return {
    name: text('name'),
    instanceOf: text('instanceOf'),
    takeOver: text('takeOver'),
    fromInstructions: text('fromInstructions'),
    ip: text('ip'),
    port: text('port'),
  }
}

/** What holds for a new federation. */
function readCharter({ text, texts, isSet }: Read): Pick<Options, CharterOption> {
  return {
    federationName: text('federationName'),
    profile: text('profile'),
    network: text('network'),
    owner: texts('owner'),
    fromRegistry: isSet('fromRegistry'),
    installHook: isSet('installHook'),
  }
}

type ComponentOption = 'settings' | 'component' | 'config' | 'registry' | 'offline' | 'freeze'

type RegistrarOption = 'registrar' | 'registrarPrefix' | 'componentInside' | 'registrarTimeout'

type DecisionOption = 'planDigest' | 'adopt' | 'overwrite' | 'allowDelete' | 'allowReplace' | 'acceptHistory'

type ObservationOption = 'observationFile' | 'observationBranch' | 'observationValidFor' | 'observationForeignNames'

type CharterOption = 'federationName' | 'profile' | 'network' | 'owner' | 'fromRegistry' | 'installHook'

type WishOption = 'name' | 'instanceOf' | 'takeOver' | 'fromInstructions' | 'ip' | 'port'
