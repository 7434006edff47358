import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What a run of the built program gave. */
export interface ProgramRun {
  readonly exitCode: number | null
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** The most memory that it held at once. */
  readonly peakMiB: number
  /** How long a processor was busy with it; unlike the time that went by, the same on a machine that does other things. */
  readonly busySeconds: number
}

const ROOT = join(import.meta.dirname, '../..')
const PROGRAM = join(ROOT, 'dist/fbm-gitops.cjs')
const USAGE = join(import.meta.dirname, 'usage.cjs')
const TIME_LIMIT_MS = 120_000
const MOST_OUTPUT = 64 * 1024 * 1024

let path: string | undefined

/**
 * Runs the built program with nothing but git on its path, and no terminal.
 *
 * @param through - a command that runs the one behind it, by its absolute path, as strace does.
 */
export function runProgram(argv: readonly string[], cwd: string, through: readonly string[] = []): Promise<ProgramRun> {
  if (!existsSync(PROGRAM)) throw new Error('The program is not built: npm run build')
  const [executable = '', ...args] = [...through, process.execPath, '--require', USAGE, PROGRAM, ...argv]
  const child = spawn(executable, args, {
    cwd,
    env: { PATH: (path ??= makePath()), HOME: cwd, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const [stdout, stderr, peak] = [1, 2, 3].map((descriptor) => collect(child.stdio[descriptor]))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => {
      const [peakKiB, busySeconds] = String(peak?.() ?? '')
        .split(' ')
        .map(Number)
      resolve({
        exitCode,
        stdout: stdout?.() ?? Buffer.alloc(0),
        stderr: stderr?.() ?? Buffer.alloc(0),
        peakMiB: (peakKiB ?? 0) / 1024,
        busySeconds: busySeconds ?? 0,
      })
    })
  })
}

function collect(stream: unknown): () => Buffer {
  const chunks: Buffer[] = []
  let size = 0
  if (isReadable(stream)) {
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MOST_OUTPUT) chunks.push(chunk)
    })
  }
  return () => Buffer.concat(chunks)
}

function isReadable(stream: unknown): stream is NodeJS.ReadableStream {
  return typeof stream === 'object' && stream !== null && 'on' in stream
}

/** A directory with git alone. */
function makePath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'fbm-gitops-path-'))
  const git = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((entry) => join(entry, 'git'))
    .find(existsSync)
  if (git !== undefined) symlinkSync(git, join(directory, 'git'))
  process.on('exit', () => {
    rmSync(directory, { recursive: true, force: true })
  })
  return directory
}
