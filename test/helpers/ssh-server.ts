import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { withDirectory } from './directory.ts'
import { findFreePort } from './free-port.ts'
import { descendantsOf } from './processes.ts'
import { announceSkip } from './suite.ts'

/** A real sshd on the loopback, that lets one key in. */
export interface SshServer {
  readonly port: number
  /** The URL of a repository on this machine. */
  readonly url: (directory: string) => string
  /** The file of the key that is let in. */
  readonly key: string
  /** The file with all host keys of this server. */
  readonly knownHosts: string
  /** Another place for files of a test. */
  readonly directory: string
  /** Makes a file of host keys under the name of its host and port, or of the port of whatever passes on to it. */
  readonly pin: (name: string, keys: readonly string[], port?: number) => string
  /** The public host keys, by their kind. */
  readonly hostKeys: Readonly<Record<HostKeyKind, string>>
  /** What it has written into its log. */
  readonly log: () => string
  readonly stop: () => Promise<void>
  /** Starts it again, on the same port. */
  readonly start: () => Promise<void>
}

/** How the server answers whoever was let in. */
export interface SshServerOptions {
  /** A command that takes the place of the one that was asked for, which it finds in SSH_ORIGINAL_COMMAND. */
  readonly command?: string
}

export type HostKeyKind = 'ed25519' | 'ecdsa'

const SSHD = '/usr/sbin/sshd'
const START_MS = 60_000
const MOST_ATTEMPTS = 5

/** Tells whether there is an sshd; announces that what needs it is left out where there is none. */
export function hasSshServer(what: string): boolean {
  if (existsSync(SSHD)) return true
  if ((process.env['CI'] ?? '') !== '') throw new Error(`${what} must run in CI, but there is no ${SSHD}.`)
  announceSkip(what, `there is no ${SSHD}`)
  return false
}

/** Lends an sshd on the loopback, and ends it afterwards. */
export async function withSshServer(
  options: SshServerOptions,
  body: (server: SshServer) => void | Promise<void>,
): Promise<void> {
  await withDirectory({}, async (directory) => {
    const hostKeys = {
      ed25519: makeKey(directory, 'host_ed25519', 'ed25519'),
      ecdsa: makeKey(directory, 'host_ecdsa', 'ecdsa'),
    }
    const authorized = makeKey(directory, 'deploy', 'ed25519')
    const { port, sshd } = await startAnywhere(directory, { authorized, ...options })
    const pin = (name: string, keys: readonly string[], seenAt = port): string => {
      const file = join(directory, name)
      writeFileSync(file, keys.map((key) => `[127.0.0.1]:${seenAt} ${key}\n`).join(''))
      return file
    }
    const running: { sshd: ChildProcess | undefined } = { sshd }
    const start = async (): Promise<void> => {
      running.sshd = await startServer(directory)
    }
    const stop = async (): Promise<void> => {
      await endServer(running.sshd)
      running.sshd = undefined
    }
    try {
      await body({
        port,
        url: (repository) => `ssh://${userInfo().username}@127.0.0.1:${port}${repository}`,
        key: join(directory, 'deploy'),
        knownHosts: pin('known_hosts', Object.values(hostKeys)),
        directory,
        pin,
        hostKeys,
        log: () => readLog(directory),
        stop,
        start,
      })
    } finally {
      await stop()
    }
  })
}

/** Makes a key pair, and gives the public key. */
export function makeKey(directory: string, name: string, type: HostKeyKind, passphrase = ''): string {
  const file = join(directory, name)
  const { status, stderr } = spawnSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', '', '-f', file], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`ssh-keygen: ${stderr}`)
  return readFileSync(`${file}.pub`, 'utf8').trim()
}

/** The fingerprint of a public key, as ssh shows it. */
export function fingerprintOf(publicKey: string): string {
  const { stdout } = spawnSync('ssh-keygen', ['-l', '-f', '-'], { input: `${publicKey}\n`, encoding: 'utf8' })
  const [, fingerprint] = /(SHA256:\S+)/.exec(stdout) ?? []
  if (fingerprint === undefined) throw new Error(`${publicKey} has no fingerprint.`)
  return fingerprint
}

interface Authorized extends SshServerOptions {
  /** The public key that is let in. */
  readonly authorized: string
}

/** At a port that is free, and at another one where somebody else has taken that meanwhile. */
async function startAnywhere(
  directory: string,
  authorized: Authorized,
): Promise<{ readonly port: number; readonly sshd: ChildProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort()
    writeConfiguration(directory, { port, ...authorized })
    try {
      return { port, sshd: await startServer(directory) }
    } catch (error) {
      if (attempt === MOST_ATTEMPTS) throw error
    }
  }
}

function writeConfiguration(
  directory: string,
  { port, authorized, command }: Authorized & { readonly port: number },
): void {
  const forced = command === undefined ? '' : `command="${command.replaceAll('"', '\\"')}" `
  writeFileSync(join(directory, 'authorized_keys'), `${forced}${authorized}\n`)
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(directory, 'host_ed25519')}`,
    `HostKey ${join(directory, 'host_ecdsa')}`,
    `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'AcceptEnv GIT_PROTOCOL',
    'LogLevel VERBOSE',
    'MaxStartups 100',
    'UseDNS no',
  ]
  writeFileSync(join(directory, 'sshd_config'), `${lines.join('\n')}\n`)
  chmodSync(directory, 0o755)
}

async function startServer(directory: string): Promise<ChildProcess> {
  // sshd insists on it where it runs as root.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const args = ['-D', '-f', join(directory, 'sshd_config'), '-E', join(directory, 'log')]
  const before = countStarts(directory)
  const sshd = spawn(SSHD, args, { stdio: 'ignore', detached: true })
  try {
    await untilListening(sshd, () => countStarts(directory) > before)
  } catch (error) {
    await endServer(sshd)
    throw new Error(`sshd did not start: ${readLog(directory)}`, { cause: error })
  }
  return sshd
}

/** By what it says itself: at a port that it could not have, somebody else would answer. */
async function untilListening(sshd: ChildProcess, isListening: () => boolean): Promise<void> {
  const end = Date.now() + START_MS
  while (!isListening()) {
    if (sshd.exitCode !== null) throw new Error(`It ended with ${sshd.exitCode}.`)
    if (Date.now() > end) throw new Error(`It does not listen after ${START_MS / 1000} s.`)
    await new Promise((wake) => setTimeout(wake, 20))
  }
}

function countStarts(directory: string): number {
  return readLog(directory).match(/^Server listening on /gm)?.length ?? 0
}

function readLog(directory: string): string {
  const file = join(directory, 'log')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** With every connection that it serves. */
async function endServer(sshd: ChildProcess | undefined): Promise<void> {
  if (sshd?.pid === undefined || sshd.exitCode !== null || sshd.signalCode !== null) return
  const ended = new Promise((resolve) => sshd.once('exit', resolve))
  for (const pid of [sshd.pid, ...descendantsOf(sshd.pid)]) kill(pid)
  await ended
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
