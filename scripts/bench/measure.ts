import { execaSync } from 'execa'

/** A process to be measured. */
export interface Contender {
  readonly command: readonly [file: string, ...args: string[]]
  /** The working directory, and the process's home. */
  readonly directory: string
  /** Puts everything back to where a run starts; not measured. */
  readonly prepare?: () => Promise<void>
  /** Throws where the run did not do its work; not measured. */
  readonly verify?: () => Promise<void>
}

/** Milliseconds of each round; those of one round were measured directly one after the other. */
export interface Rounds {
  readonly subject: readonly number[]
  readonly reference: readonly number[]
}

/** Runs a process once, outside any measurement. */
export async function runOnce(contender: Contender): Promise<void> {
  await measure(contender)
}

/** Runs two processes in turns, after one run of the first to warm up, so that whatever else the machine does meets both. */
export async function measureInTurns(subject: Contender, reference: Contender, rounds: number): Promise<Rounds> {
  await measure(subject)
  const times: { readonly subject: number; readonly reference: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    times.push({ reference: await measure(reference), subject: await measure(subject) })
  }
  return { subject: times.map((time) => time.subject), reference: times.map((time) => time.reference) }
}

/** The least, the middle and the greatest of some numbers. */
export function summarise(values: readonly number[]): readonly [least: number, middle: number, greatest: number] {
  const sorted = [...values].sort((one, other) => one - other)
  return [sorted[0] ?? NaN, sorted[Math.floor(sorted.length / 2)] ?? NaN, sorted.at(-1) ?? NaN]
}

async function measure({ command: [file, ...args], directory, prepare, verify }: Contender): Promise<number> {
  await prepare?.()
  const start = performance.now()
  // A plain environment: extra certificate authorities, for example, cost Node 20 some 40 ms a start.
  execaSync(file, args, {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, LANG: 'C.UTF-8' },
    extendEnv: false,
    stdin: 'ignore',
  })
  const time = performance.now() - start
  await verify?.()
  return time
}
