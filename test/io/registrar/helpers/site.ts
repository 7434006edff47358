import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fingerprintOf, type Fingerprint, type VerifiedPem } from '../../../../src/domain/certificate/certificate.ts'
import type { Component } from '../../../../src/domain/component.ts'
import type { LayoutName } from '../../../../src/domain/layout.ts'
import type { Inventory } from '../../../../src/domain/inventory.ts'
import { roleOf } from '../../../../src/domain/party.ts'
import type { Outcome } from '../../../../src/domain/pass/outcome.ts'
import type { PreparedChange } from '../../../../src/domain/pass/preparation.ts'
import type { DesiredRegistration, Registration } from '../../../../src/domain/registration.ts'
import type { Writing } from '../../../../src/domain/writing-mode.ts'
import { observeRegistry } from '../../../../src/fedbiomed/registry/layouts.ts'
import { scanRegistry } from '../../../../src/fedbiomed/registry/scan.ts'
import { withSession, type Session } from '../../../../src/io/registrar/session.ts'
import { locateState } from '../../../../src/io/state/state-directory.ts'
import { makeFileSystem, type FileSystem } from '../../../../src/io/world/file-system.ts'
import { realWorld, type World } from '../../../../src/io/world/world.ts'
import { aComponent } from '../../../helpers/builders.ts'
import { asVerified } from '../../../helpers/builders.ts'
import { aPartyId } from '../../../helpers/certificates.ts'
import { writeFiles } from '../../../helpers/directory.ts'
import { makeFakeClock, type FakeClock } from './clock.ts'
import { withoutProcesses } from './faults.ts'

/** A component with a registry in a temporary directory, and a world whose clock waits for nobody. */
export interface Site {
  readonly component: Component
  readonly registryFile: string
  readonly stateDirectory: string
  readonly clock: FakeClock
  readonly world: World
  /** The same world with another file system between it and the disk. It shows no processes, unless that is wanted. */
  worldWith(files: FileSystem, options?: { readonly showsProcesses: boolean }): World
  readState(name: string): string
  stateNames(): readonly string[]
  registryText(): string
  registrations(): readonly Registration[]
}

type Held = Pick<Registration, 'fingerprint' | 'address'>

/** Thousands of sites are made and removed: in memory, where the system has such a place. */
const FAST = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const FEDERATION = 'oncology-network'

/** A registry as Fed-BioMed leaves it: other tables, and a party that was registered by hand. */
export const FOREIGN_PEM: string = pemOf('foreign')
export const OTHER_TABLES =
  '{"Datasets": {"1": {"name": "caf\\u00e9", "size": 1.0, "big": 123456789012345678901234567890}}'
export const REGISTRY: string = `${OTHER_TABLES}, "Certificates": {"4": {"certificate": ${JSON.stringify(FOREIGN_PEM)}, "party_id": "NODE_foreign", "component": "NODE", "ip": "10.221.0.9", "port": 14001}}, "Last": {"1": NaN}}`

/** The same as a component with mutual TLS holds it. */
export const TLS_REGISTRY: string = REGISTRY.replace(
  '"party_id": "NODE_foreign", "component": "NODE", "ip": "10.221.0.9", "port": 14001',
  '"component_id": "NODE_foreign"',
)

/** Lends a site whose registry holds this text; without one there is no registry yet. */
export async function withSite(
  registry: string | Uint8Array | undefined,
  body: (site: Site) => void | Promise<void>,
): Promise<void> {
  const directory = realpathSync(mkdtempSync(join(FAST, 'fbm-gitops-test-')))
  try {
    writeFiles(directory, { 'etc/config_node.ini': '[default]\n', 'var/.keep': '' })
    if (registry !== undefined) writeFileSync(componentAt(directory).registryFile, registry)
    await body(siteAt(directory))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The site in a directory that exists. */
export function siteAt(directory: string): Site {
  const component = componentAt(directory)
  const { registryFile } = component
  const clock = makeFakeClock()
  const real = { ...realWorld(), clock }
  const worldWith: Site['worldWith'] = (files, options) => {
    const seen = options?.showsProcesses === true ? files : withoutProcesses(files)
    return { ...real, files: clock.shift(seen) }
  }
  const stateDirectory = locateState(registryFile).path
  const registryText = (): string => readFileSync(registryFile, 'utf8')
  return {
    component,
    registryFile,
    stateDirectory,
    clock,
    world: worldWith(makeFileSystem()),
    worldWith,
    readState: (name) => readFileSync(join(stateDirectory, name), 'utf8'),
    stateNames: () => (existsSync(stateDirectory) ? readdirSync(stateDirectory).sort() : []),
    registryText,
    registrations: () => registrationsIn(registryText()),
  }
}

/** The component of a site: its registry is `var/db_NODE_self.json` below the directory. */
export function componentAt(directory: string): Component {
  return aComponent({ directory, address: undefined, certificateFile: join(directory, 'etc', 'own.pem') })
}

/** The registrations in the text of a registry, which must scan. */
export function registrationsIn(text: string, layout: LayoutName = 'address'): readonly Registration[] {
  const image = scanRegistry(Buffer.from(text))
  if (image.kind === 'fault') throw new Error(`The registry does not scan: ${image.code} at ${image.offset}: ${text}`)
  const observed = observeRegistry(image, layout)
  if (!('registrations' in observed)) throw new Error('The registry has an unknown layout.')
  return observed.registrations
}

const pems = new Map<Fingerprint, VerifiedPem>()

/** What the federation declares of a party; `version` stands for its certificate. */
export function declare(label: string, version: number | string = 1): DesiredRegistration {
  const partyId = aPartyId(label === 'researcher' ? 'RESEARCHER_r' : `NODE_${label}`)
  const fingerprint = fingerprintOf(derOf(`${label} ${version}`))
  pems.set(fingerprint, asVerified(pemOf(`${label} ${version}`)))
  return {
    partyId,
    name: label,
    role: roleOf(partyId),
    address: { ip: '10.221.0.3', port: 14001 },
    certificate: { fingerprint, publicKeyHash: fingerprint, notBefore: 0, notAfter: 1 },
    replaces: [],
  }
}

/** The change that registers a party. */
export function register(desired: DesiredRegistration): PreparedChange {
  const { partyId, name } = desired
  return prepare({ kind: 'register', partyId, name, cause: 'missing', orderedBy: 'repository', desired })
}

/** The change that replaces a party's registration. */
export function replace(before: DesiredRegistration, desired: DesiredRegistration): PreparedChange {
  return replaceRow(heldBy(before), desired)
}

/** The change that replaces a row which the registry holds. */
export function replaceRow(before: Held, desired: DesiredRegistration): PreparedChange {
  const { partyId, name } = desired
  return prepare({ kind: 'replace', partyId, name, cause: 'outdated', orderedBy: 'repository', desired, before })
}

/** The change that deletes a party's registration. */
export function remove(before: DesiredRegistration): PreparedChange {
  return removeRow(before.partyId, heldBy(before))
}

/** The change that deletes a row which the registry holds. */
export function removeRow(partyId: string, before: Held): PreparedChange {
  return prepare({ kind: 'delete', partyId, name: partyId, cause: 'departed', orderedBy: 'repository', before })
}

function prepare(change: PreparedChange['change']): PreparedChange {
  const audit = { party: change.partyId, kind: change.kind, planDigest: 'SHA256:00' }
  if (change.kind === 'delete') return { change, entry: undefined, audit }
  const { partyId, address, certificate } = change.desired
  const { fingerprint, publicKeyHash } = certificate
  const certificatePem = pems.get(fingerprint)
  if (certificatePem === undefined) throw new Error(`${partyId} was not declared by this module.`)
  const entry = { partyId, fingerprint, publicKeyHash, address, revision: 'abc', time: 1 }
  return { change, entry, certificatePem, audit }
}

function heldBy({ certificate, address }: DesiredRegistration): Held {
  return { fingerprint: certificate.fingerprint, address }
}

/** The inventory of a component that belongs to the federation, before anything else. */
export const joined: Inventory = { federation: FEDERATION, revision: 'abc', entries: new Map() }

/** Opens a session that belongs to the federation. */
export function withJoined<T>(
  world: World,
  site: Pick<Site, 'component'>,
  options: { readonly mode?: Writing; readonly body: (session: Session) => Promise<T> },
): Promise<T> {
  return withSession(world, { component: site.component, mode: options.mode ?? 'offline' }, (session) => {
    if (session.inventory.federation === undefined) session.recordBookkeeping(joined, [])
    return options.body(session)
  })
}

/** Applies changes in a session of their own. */
export function applyAt(
  site: Site,
  changes: readonly PreparedChange[],
  options: { readonly world?: World; readonly mode?: Writing } = {},
): Promise<readonly Outcome[]> {
  const { world = site.world, mode = 'offline' } = options
  return withJoined(world, site, { mode, body: (session) => session.apply(changes) })
}

/** The results of outcomes, in their order. */
export function resultsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map(({ result }) => result)
}

/** The message with which an act fails. */
export async function messageOf(act: Promise<unknown>): Promise<string> {
  return String(await errorOf(act))
}

/** The error with which an act fails. */
export async function errorOf(act: Promise<unknown>): Promise<unknown> {
  try {
    await act
  } catch (error) {
    return error
  }
  throw new Error('It did not fail.')
}

/** What changes whenever a file is written, replaced or touched. */
export function traceOf(path: string): string {
  const { ino, mtimeMs, ctimeMs, mode, uid } = statSync(path)
  return JSON.stringify({ ino, mtimeMs, ctimeMs, mode, uid, text: readFileSync(path, 'utf8') })
}

function pemOf(label: string): string {
  return `-----BEGIN CERTIFICATE-----\n${derOf(label).toString('base64')}\n-----END CERTIFICATE-----\n`
}

function derOf(label: string): Buffer {
  const content = Buffer.from(label)
  return Buffer.concat([Buffer.from([0x30, ...derLength(content.length)]), content])
}

function derLength(length: number): readonly number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}
