import type { Origin } from '../domain/origin.ts'
import { escapeText } from '../domain/quote.ts'
import type { NotificationSink, SettingsValue } from '../domain/settings.ts'
import { hideSecret } from '../domain/url-secret.ts'
import type { Json, JsonFields } from './json.ts'
import type { Style } from './style.ts'
import { count, wrap } from './words.ts'

/** What is in force, and where it comes from. */
export interface ShownConfiguration {
  /** The settings file, if one was used, and how it was found. */
  readonly file: string | undefined
  readonly origin: Origin
  /** At least one. */
  readonly components: readonly ShownComponent[]
  /** Whether the variable of the token is set. */
  readonly hasToken: boolean
  readonly logFormat: SettingsValue | undefined
  readonly notify: readonly NotificationSink[]
}

/** What is in force for one component. */
export interface ShownComponent {
  /** The same for all components. */
  readonly shared: readonly ShownOption[]
  readonly own: readonly ShownOption[]
}

export interface ShownOption {
  readonly name: string
  readonly value: string | undefined
  readonly origin: Origin
}

/** Renders the configuration in columns: option, origin, value. */
export function renderConfiguration(configuration: ShownConfiguration, style: Style): string {
  const { components } = configuration
  const shared = listShared(configuration)
  const width = Math.max(
    ...[...shared, ...components.flatMap(({ own }) => own)].map(({ origin }) => nameOrigin(origin).length),
  )
  const title = (index: number): string =>
    components.length === 1 ? 'Component' : `Component ${index + 1} of ${components.length}`
  const blocks = [
    `${nameFile(configuration)}\n`,
    renderBlock(components.length === 1 ? 'Federation' : 'All components', shared, { style, width }),
    ...components.map(({ own }, index) => renderBlock(title(index), own, { style, width })),
    renderSinks(configuration.notify, style),
  ]
  return blocks.filter((block) => block !== '').join('\n')
}

/** The same as JSON, described by `schemas/config.schema.json`. */
export function configurationToJson(configuration: ShownConfiguration): JsonFields {
  const { file, origin, components, notify } = configuration
  const extras = listExtras(configuration)
  return {
    settings: file === undefined ? undefined : { file, origin: originToJson(origin) },
    components: components.map(({ own, shared }) => ({ options: [...own, ...shared, ...extras].map(optionToJson) })),
    notify: notify.map((sink) => ({ ...sinkToJson(sink), on: [...sink.on], line: sink.line })),
  }
}

function listShared(configuration: ShownConfiguration): readonly ShownOption[] {
  return [...(configuration.components[0]?.shared ?? []), ...listExtras(configuration)]
}

/** What there is no flag for. */
function listExtras({ hasToken, logFormat, file = '' }: ShownConfiguration): readonly ShownOption[] {
  const token: ShownOption = { name: 'token', value: 'set', origin: { kind: 'variable', name: 'FBM_GITOPS_TOKEN' } }
  const format = logFormat && { value: logFormat.value, origin: { kind: 'file', file, line: logFormat.line } as const }
  return [...(hasToken ? [token] : []), ...(format === undefined ? [] : [{ name: 'log-format', ...format }])]
}

function nameFile({ file, origin }: ShownConfiguration): string {
  if (file === undefined) return 'Settings: no file'
  const found = origin.kind === 'default' ? 'the default' : nameOrigin(origin)
  return `Settings: ${escapeText(file)} (${found})`
}

interface Columns {
  readonly style: Style
  /** Of the origins. */
  readonly width: number
}

function renderBlock(title: string, options: readonly ShownOption[], { style, width }: Columns): string {
  const names = Math.max(...options.map(({ name }) => name.length))
  const lines = options.flatMap(({ name, value, origin }) => {
    const head = `  ${name.padEnd(names)}  ${nameOrigin(origin).padEnd(width)}`
    const shown = value === undefined ? '-' : escapeText(hideSecret(value))
    const fits = style.width === undefined || head.length + 2 + shown.length <= style.width
    return fits ? [`${head}  ${shown}`] : [head.trimEnd(), `      ${shown}`]
  })
  return [style.strong(title), ...lines].map((line) => `${line}\n`).join('')
}

function renderSinks(sinks: readonly NotificationSink[], style: Style): string {
  if (sinks.length === 0) return ''
  const lines = sinks.flatMap((sink) => {
    const detail = `line ${sink.line}: ${nameSink(sink)}; told of ${sink.on.join(', ')}`
    return wrap(escapeText(detail), 2, style.width)
  })
  return [style.strong('Notifications'), ...lines].map((line) => `${line}\n`).join('')
}

/** Arguments may hold what is no business of others, and so may the path of an address. */
function nameSink(sink: NotificationSink): string {
  switch (sink.kind) {
    case 'webhook':
      return `webhook, ${sink.urlFile === undefined ? nameServer(sink.url) : `its address in ${sink.urlFile}`}`
    case 'command':
      return `command ${sink.command[0] ?? ''} with ${count(sink.command.length - 1, 'argument')}`
  }
}

function sinkToJson(sink: NotificationSink): { readonly [key: string]: Json } {
  switch (sink.kind) {
    case 'webhook':
      return { kind: sink.kind, urlFile: sink.urlFile, server: sink.url && nameServer(sink.url) }
    case 'command':
      return { kind: sink.kind, program: sink.command[0], arguments: sink.command.length - 1 }
  }
}

function nameServer(url = ''): string {
  return /^https?:\/\/[^/?#]*/.exec(hideSecret(url))?.[0] ?? ''
}

function optionToJson({ name, value, origin }: ShownOption): Json {
  return { name, value: value && hideSecret(value), origin: originToJson(origin) }
}

function originToJson(origin: Origin): Json {
  switch (origin.kind) {
    case 'flag':
    case 'default':
      return { kind: origin.kind }
    case 'variable':
      return { kind: origin.kind, variable: origin.name }
    case 'file':
      return { kind: origin.kind, file: origin.file, line: origin.line }
  }
}

function nameOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'flag':
    case 'default':
      return origin.kind
    case 'variable':
      return origin.name
    case 'file':
      return `line ${origin.line}`
  }
}
