import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, delimiter, join, resolve } from 'node:path'
import { runProgram, type ProgramRun } from './program.ts'

/** A run of the built program with what the system was asked for; absent where nothing can be traced here. */
export interface TracedRun extends ProgramRun {
  readonly calls: Calls | undefined
}

/** What a program and all its children asked the system for. */
interface Calls {
  /** What was executed and is neither the program itself nor git, with its arguments. */
  readonly strangers: readonly string[]
  /** The paths that were written, created, moved or removed, or were to be; devices and pipes left out. */
  readonly written: readonly string[]
  /** The connections that were tried over a network. */
  readonly connected: readonly string[]
}

const CHANGING =
  'creat mkdir mkdirat rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat rmdir mknodat ' +
  'truncate chmod fchmodat chown lchown fchownat'
const TRACED = `trace=execve,connect,?open,openat,${CHANGING.split(' ')
  .map((name) => `?${name}`)
  .join(',')}`

let strace: { readonly file: string | undefined } | undefined

/** Runs the built program, traced where strace can be used; the logs are kept in a directory of their own. */
export async function runTraced(argv: readonly string[], cwd: string, logs: string): Promise<TracedRun> {
  const { file } = (strace ??= { file: findStrace() })
  if (file === undefined) return { ...(await runProgram(argv, cwd)), calls: undefined }
  mkdirSync(logs)
  const options = ['-ff', '--seccomp-bpf', '-qq', '-y', '-s', '8192', '-o', join(logs, 'calls'), '-e', TRACED]
  const run = await runProgram(argv, cwd, [file, ...options, '--'])
  return {
    ...run,
    calls: parseCalls(
      readdirSync(logs).map((name) => readFileSync(join(logs, name), 'latin1')),
      cwd,
    ),
  }
}

function findStrace(): string | undefined {
  const file = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'strace'))
    .find(existsSync)
  if (file === undefined) return undefined
  const { status } = spawnSync(file, ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true'])
  return status === 0 ? file : undefined
}

function parseCalls(logs: readonly string[], cwd: string): Calls {
  const lines = logs.flatMap((log) => log.split('\n'))
  const executed = lines.filter((line) => line.startsWith('execve(') && line.endsWith(' = 0')).map(stringsOf)
  const programs = executed.filter(([file]) => file === process.execPath)
  return {
    strangers: [...executed.filter((argv) => !isGit(argv) && argv[0] !== process.execPath), ...programs.slice(1)].map(
      (argv) => argv.join(' '),
    ),
    written: lines.filter(isWriting).flatMap((line) => pathsOf(line, cwd)),
    connected: lines.filter((line) => /^connect\(.*sa_family=AF_INET/.test(line)),
  }
}

/** A shell limits the git that fetches, and is git's own way to the directory that it fetches from. */
function isGit([file = '', , flag = '', script = '', ...args]: readonly string[]): boolean {
  if (/^git(?:-[a-z-]+)?$/.test(basename(file))) return true
  if (basename(file) !== 'sh' || flag !== '-c') return false
  const isLimit = script.startsWith('ulimit -f ') && args[0] === 'fbm-gitops-fetch' && basename(args[2] ?? '') === 'git'
  return isLimit || /^git -c safe\.directory='\*' upload-pack '[^']+'(?: \\"\$@\\")?$/.test(script)
}

function isWriting(line: string): boolean {
  const name = /^\w+(?=\()/.exec(line)?.[0] ?? ''
  return /^open(?:at)?$/.test(name)
    ? /\bO_(?:WRONLY|RDWR|CREAT|TRUNC)\b/.test(line)
    : CHANGING.split(' ').includes(name)
}

/** The arguments that are paths, each below the directory before it, where there is one. */
function pathsOf(line: string, cwd: string): readonly string[] {
  const found = line.matchAll(/(?:(?:AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>, )?"((?:[^"\\]|\\.)*)"/g)
  return [...found].map(([, directory = cwd, path = '']) => resolve(directory, path)).filter(isFile)
}

function isFile(path: string): boolean {
  return !/^\/dev\/(?:null|tty|fd\/\d+)$|^\/proc\//.test(path)
}

function stringsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text)
}
