import { countDeclared, renderMatrix, type Cell, type Matrix } from '../render/matrix.ts'
import type { Style } from '../render/style.ts'
import { demoFailure, expectEqual } from './expect.ts'
import type { Actor, Ended, Stage } from './stage.ts'

/** To whom a demonstration is shown. */
export interface Audience {
  readonly say: (text: string) => void
  readonly style: Style
}

/** A stage with its audience. */
export interface Play extends Audience {
  readonly stage: Stage
}

const MEANINGS: Readonly<Record<number, string>> = {
  0: 'done',
  2: 'changes pending',
  20: 'refused',
  21: 'verification failed',
}

const CELLS: Readonly<Record<string, Cell>> = {
  matching: 'declared',
  unrecorded: 'declared',
  missing: 'nothing',
  vanished: 'nothing',
}

/** A command for one component, and the exit code that it must have. */
export interface Errand {
  readonly args: readonly string[]
  readonly expected: number
}

/** Says what a scene is about. */
export function announce({ say, style }: Audience, title: string, sentence: string): void {
  say(`\n${style.strong(title)}\n${sentence}\n\n`)
}

/** Shows the output of a command, set off from the story. */
export function showOutput({ say }: Audience, { stdout }: Ended): void {
  const lines = stdout.trimEnd().split('\n')
  say(`\n${lines.map((line) => `      ${line}`.trimEnd()).join('\n')}\n\n`)
}

/** Runs a command as the coordinator would, and checks how it ends. */
export function runAsCoordinator(play: Play, command: string, expected: number): Promise<Ended> {
  return runChecked(play, [command, play.stage.federation], {
    who: 'coordinator',
    shown: `${command} federation`,
    expected,
  })
}

/** Runs a command in one component, beside the federation where the command reads it, and checks how it ends. */
export function runIn(play: Play, actor: Actor, { args, expected }: Errand): Promise<Ended> {
  const federation = args[0] === 'leave' ? [] : ['--federation', play.stage.federation]
  const located = [...args, '--component', actor.directory, ...federation]
  return runChecked(play, located, { who: actor.name, shown: args.join(' '), expected })
}

/** Shows who has registered whom, as each component's own plan tells it, and checks how many are as declared. */
export async function showMatrix(play: Play, actors: readonly Actor[], expected: number): Promise<void> {
  const matrix: Matrix = {
    names: actors.map(({ name }) => name),
    cells: await Promise.all(actors.map((row) => readCells(play.stage, row, actors))),
  }
  const { declared, total } = countDeclared(matrix)
  expectEqual('the registrations that are as declared', declared, expected)
  play.say(`\n${renderMatrix(matrix, play.style)}\n  ${declared} of ${total} registrations are as declared\n`)
}

interface Expectation {
  readonly who: string
  readonly shown: string
  readonly expected: number
}

async function runChecked(play: Play, args: readonly string[], { who, shown, expected }: Expectation): Promise<Ended> {
  const { stage, say, style } = play
  const ended = await stage.run(args)
  const { exitCode, stdout, stderr } = ended
  say(
    `  ${who.padEnd(13)} $ fbm-gitops ${shown}   ${style.faint(`→ ${MEANINGS[exitCode] ?? 'failed'} (${exitCode})`)}\n`,
  )
  if (exitCode === expected) return ended
  say(`${stdout}\n${stderr}\n`)
  throw demoFailure(`'fbm-gitops ${shown}' in ${who} ended with ${exitCode}, not ${expected}`)
}

/** Nothing to do, something to do, or something that is refused. */
const PLANNED: ReadonlySet<number> = new Set([0, 2, 20])

async function readCells({ run, federation }: Stage, row: Actor, columns: readonly Actor[]): Promise<readonly Cell[]> {
  const located = ['--component', row.directory, '--federation', federation]
  const { exitCode, stdout } = await run(['plan', ...located, '--format', 'json'])
  if (!PLANNED.has(exitCode)) throw demoFailure(`'fbm-gitops plan' in ${row.name} ended with ${exitCode}: ${stdout}`)
  const { drift } = JSON.parse(stdout) as {
    readonly drift: readonly { readonly party: string; readonly class: string }[]
  }
  return columns.map((column) => {
    if (column.id === row.id) return 'self'
    return CELLS[drift.find(({ party }) => party === column.id)?.class ?? ''] ?? 'different'
  })
}
