import type { Buffer } from 'node:buffer'
import { spawn, type ChildProcess } from 'node:child_process'
import { quote } from '../../../domain/quote.ts'
import type { Owner } from '../../state/state-directory.ts'
import type { Host } from '../../world/host.ts'
import { makeSpeech, type Speech } from './speech.ts'

/** One command, without a shell. */
export interface CommandCall {
  /** An absolute executable and its arguments. */
  readonly words: readonly [string, ...string[]]
  readonly cwd: string
  /** All that it finds in its environment. */
  readonly env: Readonly<Record<string, string>>
  /** The user that it runs as; absent where that is the one who started this program. */
  readonly user: Owner | undefined
  readonly timeoutMs: number
  /**
   * Answers the question that it asks on its standard output; `undefined` while that is not there yet. Without this, its
   * standard input is empty.
   */
  readonly answer?: (stdout: string) => Answer | undefined
}

/** What is answered; `reason` where it is not, and the command is ended instead. */
export type Answer = { readonly text: string } | { readonly reason: string }

/** How a command ended. */
export interface CommandEnd {
  /** `failed`: by itself, with another exit code than 0. `cut`: we or somebody else ended it. */
  readonly kind: 'succeeded' | 'failed' | 'cut' | 'refused' | 'unstarted'
  /** How it ended and what it said last, escaped and cut, as a part of a sentence. */
  readonly words: string
}

/** A timer that is set for longer (24.8 days) ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
const LINGER_MS = 1_000

/** Runs a command in a process group of its own, which is killed when its time is over. */
export async function runCommand(host: Host, call: CommandCall): Promise<CommandEnd> {
  const start = (): ChildProcess => startCommand(call)
  // A pass may have taken the identity of a registry's owner for the whole process; only root may start something as it.
  const child = host.asStarter(start) ?? start()
  const speech = makeSpeech()
  const ended: { early?: How } = {}
  const endEarly = (how: How): void => {
    ended.early ??= how
    killGroup(host, child.pid)
  }
  const timer = setTimeout(
    () => {
      endEarly({ kind: 'cut', words: `it took longer than ${call.timeoutMs / 1000} s and was killed` })
    },
    Math.min(call.timeoutMs, LONGEST_TIMER_MS),
  )
  listen(child, {
    speech,
    call,
    refuse: (reason) => {
      endEarly({ kind: 'refused', words: reason })
    },
  })
  const how = await untilEnded(host, child)
  clearTimeout(timer)
  const { kind, words } = ended.early ?? how
  return { kind, words: speech.describe(words) }
}

type How = CommandEnd

function untilEnded(host: Host, child: ChildProcess): Promise<How> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => {
      resolve({ kind: 'unstarted', words: `it could not be run: ${quote(message)}` })
    })
    child.once('exit', (code, signal) => {
      const end = describeExit(code, signal)
      // Whatever it has left running must not write later, nor keep its output open.
      killGroup(host, child.pid)
      const late = setTimeout(() => {
        resolve(end)
      }, LINGER_MS)
      child.once('close', () => {
        clearTimeout(late)
        resolve(end)
      })
    })
  })
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): How {
  if (code === null) return { kind: 'cut', words: `it was ended by ${signal ?? 'a signal'}` }
  return { kind: code === 0 ? 'succeeded' : 'failed', words: `it ended with exit code ${code}` }
}

function startCommand({ words: [file, ...args], cwd, env, user, answer }: CommandCall): ChildProcess {
  return spawn(file, args, {
    cwd,
    env,
    detached: true,
    stdio: [answer === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  })
}

interface Listening {
  readonly speech: Speech
  readonly call: CommandCall
  readonly refuse: (reason: string) => void
}

function listen(child: ChildProcess, { speech, call: { answer }, refuse }: Listening): void {
  let isAnswered = answer === undefined
  // One that ends without reading its input is told by its end.
  child.stdin?.on('error', () => undefined)
  child.stderr?.on('data', (chunk: Buffer) => {
    speech.hear('stderr', chunk)
  })
  child.stdout?.on('data', (chunk: Buffer) => {
    speech.hear('stdout', chunk)
    if (isAnswered) return
    const said = answer?.(speech.beginning())
    if (said === undefined) return
    isAnswered = true
    if ('reason' in said) refuse(said.reason)
    else child.stdin?.end(said.text)
  })
}

/** One that has ended cannot be killed. */
function killGroup(host: Host, pid: number | undefined): void {
  if (pid === undefined) return
  const kill = (): boolean => {
    try {
      return process.kill(-pid, 'SIGKILL')
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      return false
    }
  }
  if (host.asStarter(kill) === undefined) kill()
}
