import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** What a run of a program gave. */
export interface Run {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Everything that it said, on both streams. */
  readonly output: string
}

/** Where a pass takes place. */
export interface Place {
  readonly component: string
  readonly federation: string
}

const PROGRAM = join(import.meta.dirname, '../../../dist/fbm-gitops.cjs')
const TIME_LIMIT_MS = 120_000

/** The command of a pass of the built program. */
export function passCommand({ component, federation }: Place): readonly string[] {
  if (!existsSync(PROGRAM)) throw new Error('The program is not built: npm run build')
  const flags = ['--component', component, '--federation', federation, '--offline']
  return [process.execPath, PROGRAM, 'reconcile', ...flags]
}

/** Runs a pass of the built program. */
export function runPass(place: Place): Promise<Run> {
  return runCommand(passCommand(place))
}

/** Runs a command in a plain environment; a program that does not start is an error. */
export function runCommand([file = '', ...args]: readonly string[]): Promise<Run> {
  const child = spawn(file, args, {
    cwd: '/',
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => {
      resolve({ exitCode, signal, output: Buffer.concat(chunks).toString() })
    })
  })
}
