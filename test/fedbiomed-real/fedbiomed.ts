import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

/** A component that the published Fed-BioMed made. */
export interface RealComponent {
  readonly role: 'node' | 'researcher'
  readonly directory: string
  readonly id: string
  readonly registry: string
  readonly certificateFile: string
}

/** One registration as Fed-BioMed's own class returns it. */
export interface RealRegistration {
  readonly party_id: string
  readonly component: string
  readonly certificate: string
}

/** Makes a component with `fedbiomed component create`. */
export async function createComponent(directory: string, role: RealComponent['role']): Promise<void> {
  await fedbiomed(['component', 'create', '-c', role, '-p', directory])
}

/** Reads from the component's own configuration what the tests need to know of it. */
export async function readComponent(directory: string, role: RealComponent['role']): Promise<RealComponent> {
  const ini = await readFile(join(directory, 'etc/config.ini'), 'utf8')
  const read = (key: string): string => {
    const value = new RegExp(`^${key} = (.+)$`, 'm').exec(ini)?.[1]
    if (value === undefined) throw new Error(`Fed-BioMed wrote no ${key} into ${directory}/etc/config.ini.`)
    return value
  }
  return {
    role,
    directory,
    id: read('id'),
    registry: join(directory, 'etc', read('db')),
    certificateFile: join(directory, 'etc', read('public_key')),
  }
}

/** Runs one of the component's own `certificate` commands. */
export async function certificateCommand(component: RealComponent, ...args: readonly string[]): Promise<string> {
  const { stdout } = await fedbiomed([component.role, '--path', component.directory, 'certificate', ...args])
  return stdout
}

/** The party ids that `certificate list` prints. */
export async function listParties(component: RealComponent): Promise<readonly string[]> {
  const output = await certificateCommand(component, 'list')
  return [...output.matchAll(/^((?:NODE|RESEARCHER)_\S+) +(?:NODE|RESEARCHER)$/gm)].map(([, id = '']) => id).sort()
}

/** What Fed-BioMed's `CertificateManager` finds for each party: `list()` and `get()` must agree. */
export async function readRegistrations(component: RealComponent): Promise<readonly RealRegistration[]> {
  const script = `
import json, sys
from fedbiomed.common.certificate_manager import CertificateManager
manager = CertificateManager(sys.argv[1])
rows = manager.list()
assert all(manager.get(row["party_id"]) == row for row in rows)
print(json.dumps(rows))
`
  const { stdout } = await execa(join(environment(), 'bin/python'), ['-c', script, component.registry], {
    cwd: component.directory,
    env: plainEnvironment(),
    extendEnv: false,
  })
  return JSON.parse(stdout.split('\n').at(-1) ?? '') as readonly RealRegistration[]
}

/** The fingerprint by which two certificates are the same. */
export function fingerprint(pem: string): string {
  return `SHA256:${new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()}`
}

async function fedbiomed(args: readonly string[]): Promise<{ readonly stdout: string }> {
  return execa(join(environment(), 'bin/fedbiomed'), args, {
    env: plainEnvironment(),
    extendEnv: false,
    stdin: 'ignore',
    timeout: 120_000,
  })
}

/** Where the published Fed-BioMed is installed. */
export function environment(): string {
  const directory = process.env['FEDBIOMED_ENVIRONMENT']
  if (directory === undefined) throw new Error('These tests need Fed-BioMed: run npm run test:fedbiomed.')
  return directory
}

/** Nothing of the caller's: any `FBM_…` variable would change what Fed-BioMed reads from its configuration. */
export function plainEnvironment(): Record<string, string> {
  return { PATH: `${join(environment(), 'bin')}:/usr/bin:/bin`, HOME: environment(), LANG: 'C.UTF-8' }
}
