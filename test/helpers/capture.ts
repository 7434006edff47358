import { realWorld, type World } from '../../src/io/world/world.ts'
import { run } from '../../src/run.ts'

/** What one command line gave. */
export interface Captured {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command line in this process, and gives back what it wrote. */
export async function capture(argv: readonly string[], overrides: Partial<World> = {}): Promise<Captured> {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr'): World['stdout'] =>
    makeFakeOutput((text) => {
      written[name] += text
    })
  const world = { ...realWorld(), stdout: output('stdout'), stderr: output('stderr'), ...overrides }
  const exitCode = await run(argv, world)
  return { exitCode, ...written }
}

/** Runs one command line with `--format json` and gives back its parsed result, too. */
export async function captureJson(
  argv: readonly string[],
  overrides: Partial<World> = {},
): Promise<Captured & { readonly json: Readonly<Record<string, unknown>> }> {
  const captured = await capture([...argv, '--format', 'json'], overrides)
  const json: unknown = JSON.parse(captured.stdout)
  if (typeof json !== 'object' || json === null) throw new Error(`No JSON object: ${captured.stdout}`)
  return { ...captured, json: { ...json } }
}

/** Makes an output that takes all that is written. */
export function makeFakeOutput(
  write: (text: string) => void,
  { isTTY, columns }: Pick<World['stdout'], 'isTTY' | 'columns'> = { isTTY: false, columns: undefined },
): World['stdout'] {
  const offer = (text: string): boolean => {
    write(text)
    return true
  }
  return { write, offer, release: () => undefined, isTTY, columns }
}
