import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { environment, plainEnvironment } from './environment.ts'
import { release, startPython, type PythonProcess } from './python-process.ts'

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

interface Answer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

let commands: Promise<PythonProcess> | undefined

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
export function certificateCommand(component: RealComponent, ...args: readonly string[]): Promise<string> {
  return fedbiomed([component.role, '--path', component.directory, 'certificate', ...args])
}

/** The party ids that `certificate list` prints. */
export async function listParties(component: RealComponent): Promise<readonly string[]> {
  return readPrintedParties(await certificateCommand(component, 'list'))
}

/** The party ids in what `certificate list` has printed. */
export function readPrintedParties(output: string): readonly string[] {
  return [...output.matchAll(/^((?:NODE|RESEARCHER)_\S+) +(?:NODE|RESEARCHER)$/gm)].map(([, id = '']) => id).sort()
}

/** What Fed-BioMed's `CertificateManager` finds for each party: `list()` and `get()` must agree. */
export async function readRegistrations({ registry }: RealComponent): Promise<readonly RealRegistration[]> {
  return JSON.parse(await ask({ registry })) as readonly RealRegistration[]
}

/** The fingerprint by which two certificates are the same. */
export function fingerprint(pem: string): string {
  return `SHA256:${new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()}`
}

/** Runs Fed-BioMed's own command line as people do, in a process that imports everything anew: that takes seconds. */
export async function typeCommand(component: RealComponent, ...args: readonly string[]): Promise<string> {
  const typed = [component.role, '--path', component.directory, ...args]
  const { stdout } = await execa(join(environment(), 'bin/fedbiomed'), typed, {
    env: plainEnvironment(),
    extendEnv: false,
    stdin: 'ignore',
    timeout: 240_000,
  })
  return stdout
}

async function fedbiomed(args: readonly string[]): Promise<string> {
  return ask({ arguments: args })
}

async function ask(request: Readonly<Record<string, unknown>>): Promise<string> {
  // Started once, and ended with the tests.
  commands ??= startCommands()
  const answer = JSON.parse(await (await commands).ask(JSON.stringify(request))) as Answer
  if (answer.exitCode === 0) return answer.stdout.trimEnd()
  throw new Error(`${JSON.stringify(request)} ended with ${answer.exitCode}: ${answer.stdout}${answer.stderr}`)
}

async function startCommands(): Promise<PythonProcess> {
  const commandLine = await startPython('commands.py', [join(environment(), 'bin/fedbiomed')])
  release(commandLine.child)
  return commandLine
}
