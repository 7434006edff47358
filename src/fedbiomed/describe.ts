import type { Component } from '../domain/component.ts'
import { parseAddress } from '../domain/party.ts'
import { isPartyId, roleOf, type PartyId, type Role } from '../domain/party.ts'
import { isProblem, makeProblem, type Problem } from '../domain/problem.ts'
import { recogniseFamily } from './families.ts'
import type { SupportedFamily, ValueSource } from './family.ts'
import { detectFeatures } from './features.ts'
import { isIniFault, parseIni, type Ini } from './ini.ts'
import { listVariables } from './variables.ts'
import { makeFaultProblem, readSetting, type Configuration, type Environment, type Setting } from './setting.ts'

/** What a component's files and environment say, as far as its meaning depends on it. */
export interface ComponentFiles {
  /** The configuration's path, to name in messages. */
  readonly file: string
  /** The configuration's name within `etc/`. */
  readonly name: string
  readonly text: string
  /** The content of `.fedbiomed`, where that file is. */
  readonly marker: string | undefined
  readonly env: Environment
}

/** A path as written, and the directory that it is relative to: `etc/`, or the one that holds `etc/`. */
export interface LocatedPath {
  readonly base: 'etc' | 'root'
  readonly path: string
}

/** A component as its configuration describes it, with its paths as written. */
export interface Description {
  readonly traits: Omit<Component, 'directory' | 'configurationFile' | `${string}File` | 'siblingRegistries'>
  readonly certificate: LocatedPath
  /** Absent where the configuration does not tell, which hinders nothing but a publication. */
  readonly privateKey: LocatedPath | undefined
  readonly registry: LocatedPath & { readonly unclearBehindLinks: boolean }
  /** The variables that name the configuration to use, the first one that is set deciding. */
  readonly selectors: readonly string[]
}

type Known = Configuration & { readonly family: SupportedFamily }

/** Tells what component a configuration describes, or why it cannot be told. */
export function describeComponent(files: ComponentFiles): Description | Problem {
  const known = recogniseConfiguration(files)
  if (isProblem(known)) return known
  const role = readRole(known, files.marker)
  if (isProblem(role)) return role
  const id = readId(known, role.role, role.stated)
  if (isProblem(id)) return id
  const certificate = readPath(known, known.family.certificate(role.role))
  if (isProblem(certificate)) return certificate
  const registry = readRegistry(known, id)
  if (isProblem(registry)) return registry
  const address = readAddress(known)
  if (isProblem(address)) return address
  const { label: familyLabel, profiles, layout, commandLine, selectors } = known.family
  const variables = listVariables(known.family, role.role)
  const effect = readEffect(known)
  const traits = { familyLabel, profiles, layout, commandLine, effect, id, role: role.role, variables, ...address }
  const privateKey = readPath(known, known.family.privateKey(role.role))
  return {
    traits,
    certificate,
    privateKey: isProblem(privateKey) ? undefined : privateKey,
    registry,
    selectors: selectors(role.role),
  }
}

function recogniseConfiguration({ file, name, text, marker, env }: ComponentFiles): Known | Problem {
  const ini = parseIni(text)
  if (isIniFault(ini)) return makeFaultProblem(file, ini)
  const family = recogniseFamily(detectFeatures(ini, name, marker))
  if (family === undefined) return makeProblem('FAMILY_UNKNOWN', { file }, { found: describeFeatures(ini, marker) })
  const { label, supported } = family
  if (!supported) return makeProblem('FAMILY_UNSUPPORTED', { file }, { ...family, family: label })
  return { file, ini, env, family }
}

function describeFeatures(ini: Ini, marker: string | undefined): string {
  const sections = [...ini.sections.keys()].map((name) => `[${name}]`).join(', ')
  return `${sections === '' ? 'no section' : sections}; ${marker === undefined ? 'no .fedbiomed' : '.fedbiomed'}`
}

function readRole(
  known: Known,
  marker: string | undefined,
): { readonly role: Role; readonly stated: string } | Problem {
  const { file, family } = known
  const setting = readSetting(known, { section: 'default', option: 'component', variable: undefined }, family.label)
  if (isProblem(setting)) return setting
  const { text: value, origin, place } = setting
  const role = parseRole(value)
  if (role === undefined) return makeProblem('CONFIG_VALUE_INVALID', place, { value, origin, expected: ROLES })
  const stated = `${origin} = ${value}`
  if (marker === undefined) return { role, stated }
  const other = parseRole(marker)
  const facts = { value: marker, origin: '.fedbiomed', expected: ROLES }
  if (other === undefined) return makeProblem('CONFIG_VALUE_INVALID', { file }, facts)
  if (other === role) return { role, stated }
  return makeProblem('ROLE_MISMATCH', place, { role, stated, other, otherStated: '.fedbiomed' })
}

const ROLES = 'NODE or RESEARCHER'

function parseRole(text: string): Role | undefined {
  if (text === 'NODE') return 'node'
  return text === 'RESEARCHER' ? 'researcher' : undefined
}

function readId(known: Known, role: Role, stated: string): PartyId | Problem {
  const setting = readSetting(known, known.family.id(role), known.family.label)
  if (isProblem(setting)) return setting
  const { text, origin, place } = setting
  if (!isPartyId(text)) return makeProblem('COMPONENT_ID_INVALID', place, { value: text, origin })
  const other = roleOf(text)
  if (other === role) return text
  return makeProblem('ROLE_MISMATCH', place, { role, stated, other, otherStated: `${origin} = ${text}` })
}

function readPath({ family, ...configuration }: Known, source: ValueSource): LocatedPath | Problem {
  const setting = readSetting(configuration, source, family.label)
  return isProblem(setting) ? setting : locate(setting, family.variableBase)
}

/** A switch that is neither there nor in the environment is off, as for Fed-BioMed. */
function readEffect({ family, ...configuration }: Known): Component['effect'] {
  const { readsRegistrations: source, label } = family
  if (typeof source === 'boolean') return source ? 'read' : 'unread'
  const setting = readSetting(configuration, source, label)
  const { variable } = source
  const absent = variable === undefined ? undefined : configuration.env[variable]
  const text = isProblem(setting) ? absent : setting.text
  return text !== undefined && ON.has(text.toLowerCase()) ? 'read' : 'switched-off'
}

const ON: ReadonlySet<string> = new Set(['true', '1'])

function readRegistry({ family, ...configuration }: Known, id: PartyId): Description['registry'] | Problem {
  const { registry } = family
  if (registry.kind === 'named-by-id') return { base: 'root', path: `var/db_${id}.json`, unclearBehindLinks: false }
  const setting = readSetting(configuration, registry, family.label)
  if (isProblem(setting)) return setting
  const located = locate(setting, 'etc')
  return isProblem(located) ? located : { ...located, unclearBehindLinks: registry.unclearBehindLinks }
}

function locate(
  { text, origin, place, fromEnvironment }: Setting,
  variableBase: 'etc' | 'root',
): LocatedPath | Problem {
  if (text.startsWith('~')) return makeProblem('CONFIG_HOME_PATH', place, { value: text, origin })
  if (text === '' || /[\u0000-\u001f]/.test(text))
    return makeProblem('CONFIG_VALUE_INVALID', place, { value: text, origin, expected: 'the path of a file' })
  return { base: fromEnvironment ? variableBase : 'etc', path: text }
}

function readAddress(known: Known): Pick<Component, 'address' | 'configuredAddress'> | Problem {
  const { address, label } = known.family
  if (address === undefined) return { address: undefined }
  const ip = readSetting(known, address.ip, label)
  if (isProblem(ip)) return ip
  const port = readSetting(known, address.port, label)
  if (isProblem(port)) return port
  return { address: parseAddress(ip.text, port.text), configuredAddress: `${ip.text}:${port.text}` }
}
