import {
  NOTIFICATION_KINDS,
  type ComponentSettings,
  type NotificationSink,
  type ObservationSettings,
  type RegistrarSettings,
  type Settings,
  type SettingsValue,
  type SourceKey,
  type SourceSettings,
} from '../domain/settings.ts'
import type { ComponentEntry, RegistrarEntry, SettingsFile, SinkEntry } from '../generated/settings-file.ts'
import type { Pointer } from '../yaml/place.ts'
import { valueAt } from '../yaml/record.ts'

/** What is needed beside the values: where they stand, and what it means to name a file. */
export interface SettingsContext {
  readonly file: string
  readonly resolve: (path: string) => string
  readonly lineOf: (pointer: Pointer) => number
}

/** Where the value of each flag stands, and whether it names a file. */
const SOURCE_PLACES: Readonly<Record<SourceKey, { readonly at: Pointer; readonly isFile?: true }>> = {
  federation: { at: ['federation'], isFile: true },
  repository: { at: ['repository'] },
  ref: { at: ['ref'] },
  path: { at: ['path'] },
  sshKey: { at: ['ssh', 'key'], isFile: true },
  knownHosts: { at: ['ssh', 'knownHosts'], isFile: true },
  tokenFile: { at: ['https', 'tokenFile'], isFile: true },
  tokenUser: { at: ['https', 'tokenUser'] },
  caFile: { at: ['https', 'caFile'], isFile: true },
  proxy: { at: ['https', 'proxy'] },
  fetchTimeout: { at: ['limits', 'fetchTimeout'] },
  fetchLimit: { at: ['limits', 'fetchLimit'] },
  maxStaleness: { at: ['maxStaleness'] },
}

/** Makes settings of a file that schema and rules found sound. */
export function constructSettings(value: SettingsFile, context: SettingsContext): Settings {
  const { watch = {}, components = [], notify = [] } = value
  return {
    file: context.file,
    source: makeSource(value, context),
    components: components.map((entry, index) => makeComponent(entry, ['components', String(index)], context)),
    watch: {
      interval: tie(watch.interval, ['watch', 'interval'], context),
      logFormat: tie(watch.logFormat, ['watch', 'logFormat'], context),
    },
    observations: makeObservations(value, context),
    notify: notify.map((entry, index) => makeSink(entry, ['notify', String(index)], context)),
  }
}

function makeSource({ source }: SettingsFile, context: SettingsContext): SourceSettings {
  const found = Object.entries(SOURCE_PLACES).flatMap(([key, { at, isFile }]) => {
    const written = valueAt(source, at)
    if (typeof written !== 'string') return []
    const isPath = isFile === true || (key === 'repository' && /^\.{1,2}(?:\/|$)/.test(written))
    return [[key, tie(isPath ? context.resolve(written) : written, ['source', ...at], context)] as const]
  })
  return Object.fromEntries(found)
}

function makeComponent(entry: ComponentEntry, pointer: Pointer, context: SettingsContext): ComponentSettings {
  const { directory, config, registry, writing, mode, registrar } = entry
  const { resolve } = context
  return {
    directory: tieTo(resolve(directory), [...pointer, 'directory'], context),
    config: tie(config, [...pointer, 'config'], context),
    registry: tie(registry && resolve(registry), [...pointer, 'registry'], context),
    writing: tie(writing, [...pointer, 'writing'], context),
    mode: tie(mode, [...pointer, 'mode'], context),
    registrar: registrar === undefined ? {} : makeRegistrar(registrar, [...pointer, 'registrar'], context),
  }
}

function makeRegistrar(entry: RegistrarEntry, pointer: Pointer, context: SettingsContext): RegistrarSettings {
  const { kind, prefix, inside, timeout } = entry
  return {
    registrar: tie(kind, [...pointer, 'kind'], context),
    registrarPrefix: prefix && { value: prefix, line: context.lineOf([...pointer, 'prefix']) },
    componentInside: tie(inside, [...pointer, 'inside'], context),
    registrarTimeout: tie(timeout, [...pointer, 'timeout'], context),
  }
}

function makeObservations({ observations }: SettingsFile, context: SettingsContext): ObservationSettings {
  const { file, branch, validFor, foreignNames } = observations ?? {}
  const at = (key: string): Pointer => ['observations', key]
  return {
    observationFile: tie(file && context.resolve(file), at('file'), context),
    observationBranch: tie(nameIf(branch, 'observationBranch'), at('branch'), context),
    observationValidFor: tie(validFor, at('validFor'), context),
    observationForeignNames: tie(nameIf(foreignNames, 'observationForeignNames'), at('foreignNames'), context),
  }
}

/** A flag that takes no value is set by its name, and by nothing else. */
function nameIf(isSet: boolean | undefined, name: keyof ObservationSettings): string | undefined {
  if (isSet === undefined) return undefined
  return isSet ? name : 'no'
}

function makeSink({ webhook, command, on }: SinkEntry, pointer: Pointer, context: SettingsContext): NotificationSink {
  const common = { on: on === undefined ? NOTIFICATION_KINDS : [...new Set(on)], line: context.lineOf(pointer) }
  if (command !== undefined) return { ...common, kind: 'command', command }
  const { url, urlFile } = webhook ?? {}
  return { ...common, kind: 'webhook', url, urlFile: urlFile && context.resolve(urlFile) }
}

function tie<Text extends string>(
  value: Text | undefined,
  pointer: Pointer,
  context: SettingsContext,
): SettingsValue<Text> | undefined {
  return value === undefined ? undefined : tieTo(value, pointer, context)
}

function tieTo<Text extends string>(value: Text, pointer: Pointer, { lineOf }: SettingsContext): SettingsValue<Text> {
  return { value, line: lineOf(pointer) }
}
