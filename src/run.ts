import type { Help } from './command-line/arguments.ts'
import { READERS, type Format } from './command-line/flags.ts'
import type { Invocation } from './command-line/invocation.ts'
import { parsePlainArguments } from './command-line/plain-arguments.ts'
import type { CommandName } from './command-line/table.ts'
import { asksForVersion, showVersion } from './command-line/version.ts'
import type { Command, Result } from './commands/support/command.ts'
import { configure } from './configuration.ts'
import type { ExitCode } from './domain/problem.ts'
import type { Output } from './io/world/output.ts'
import type { World } from './io/world/world.ts'
import { watchWrites } from './io/world/write-watch.ts'
import { outcomesToJson, renderJson } from './render/json.ts'
import { renderProblems } from './render/problems.ts'
import { makePlainStyle, type Style } from './render/style.ts'

/** Each command's file is loaded only when it is called: a pass runs every minute in every container. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  validate: async () => (await import('./commands/validate.ts')).validate,
  plan: async () => (await import('./commands/plan.ts')).plan,
  reconcile: async () => (await import('./commands/reconcile.ts')).reconcile,
  report: async () => (await import('./commands/report.ts')).report,
  watch: async () => (await import('./commands/watch.ts')).watch,
  status: async () => (await import('./commands/status.ts')).status,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  fingerprint: async () => (await import('./commands/fingerprint.ts')).fingerprint,
  explain: async () => (await import('./commands/explain.ts')).explain,
  deny: async () => (await import('./commands/deny.ts')).deny,
  allow: async () => (await import('./commands/deny.ts')).allow,
  leave: async () => (await import('./commands/leave.ts')).leave,
  restore: async () => (await import('./commands/restore.ts')).restore,
  init: async () => (await import('./commands/init.ts')).init,
  publish: async () => (await import('./commands/publish.ts')).publish,
  config: async () => (await import('./commands/config.ts')).config,
  demo: async () => (await import('./commands/demo.ts')).demo,
}

/** Runs one command line and returns its exit code. The program's only catch: nothing is thrown to the caller. */
export async function run(argv: readonly string[], given: World): Promise<ExitCode> {
  const world: World = { ...given, files: watchWrites(given.files, given.writes) }
  if (asksForVersion(argv)) {
    showVersion(world)
    return 0
  }
  const asked: { invocation?: Invocation } = {}
  try {
    const parsed =
      parsePlainArguments(argv, world.env) ??
      (await import('./command-line/arguments.ts')).parseArguments(argv, world.env)
    if ('help' in parsed) return showHelp(parsed, argv, world)
    asked.invocation = parsed
    const invocation = await configure(world, parsed)
    asked.invocation = invocation
    return await withOutputs(world, invocation, (outputs) => execute(world, invocation, outputs))
  } catch (error) {
    return await fail(world, asked.invocation, error)
  }
}

/** Help that was asked for is a result; a command line without a command is an error that shows it. */
function showHelp({ help }: Help, argv: readonly string[], world: World): ExitCode {
  const asked = argv.length > 0
  const stream = asked ? world.stdout : world.stderr
  stream.write(help)
  return asked ? 0 : 64
}

/** Where a result goes, and in which form. */
interface ResultOutput {
  readonly format: Format
  readonly isFile: boolean
  readonly write: (text: string) => void
}

type WithOutputs = (outputs: readonly ResultOutput[]) => Promise<ExitCode>

async function withOutputs(world: World, { command, options }: Invocation, body: WithOutputs): Promise<ExitCode> {
  const { format, output, also } = options
  const main = output === undefined ? [] : [{ format, file: output }]
  const others = also.length === 0 ? [] : (await import('./command-line/also.ts')).parseAlso(command, also)
  const files = [...main, ...others]
  const write = (text: string): void => {
    world.stdout.write(text)
  }
  const first: readonly ResultOutput[] = output === undefined ? [{ format, isFile: false, write }] : []
  if (files.length === 0) return body(first)
  const { withResultFiles } = await import('./io/world/result-file.ts')
  return withResultFiles(world, files, (opened) =>
    body([...first, ...opened.map((each) => ({ ...each, isFile: true }))]),
  )
}

async function execute(world: World, invocation: Invocation, outputs: readonly ResultOutput[]): Promise<ExitCode> {
  const { command, options } = invocation
  const act = await COMMANDS[command]()
  const result = await act(world, invocation)
  if (READERS[options.format] === 'people' && result.remarks.length > 0) {
    world.stderr.write(`${renderProblems(result.remarks, await styleFor(world, world.stderr))}\n`)
  }
  for (const { format, isFile, write } of outputs) {
    const style = isFile ? makePlainStyle() : await styleFor(world, world.stdout)
    write(render({ command, format }, result, style))
  }
  return result.exitCode
}

/** What is shown of a result; or of a failure, as if it were one. */
type Shown = Omit<Result, 'remarks'>

interface RenderedAs {
  readonly command: CommandName
  readonly format: Format
}

function render({ command, format }: RenderedAs, shown: Shown, style: Style): string {
  const { exitCode, problems, fields } = shown
  switch (format) {
    case 'text':
      return shown.text(style)
    case 'json':
      return renderJson({ command, exitCode, problems }, fields)
    case 'markdown':
    case 'html':
    case 'junit':
    case 'sarif':
    case 'gitlab':
    case 'prometheus':
      // Of a failure there is no document: whoever makes one reads what is told on stderr.
      return shown.document?.(format) ?? shown.text(style)
  }
}

async function fail(world: World, invocation: Invocation | undefined, error: unknown): Promise<ExitCode> {
  const { describeFailure } = await import('./failure.ts')
  const { renderFailure } = await import('./render/failure.ts')
  const failure = describeFailure(invocation, error, world.writes.hasAny())
  const { problems, exitCode, outcomes, stack } = failure
  const text = (style: Style): string => renderFailure(failure, style)
  const fields = outcomes.length === 0 ? {} : { outcomes: outcomesToJson(outcomes) }
  const isForPeople = invocation === undefined || READERS[invocation.options.format] === 'people'
  const stream = isForPeople ? world.stderr : world.stdout
  const style = await styleFor(world, stream)
  // What could not be understood asks for no form.
  stream.write(
    invocation === undefined
      ? text(style)
      : render(
          { command: invocation.command, format: invocation.options.format },
          { exitCode, problems, fields, text },
          style,
        ),
  )
  if (stack !== undefined) world.stderr.write(`\n${stack}\n`)
  return exitCode
}

/** Colour only on a terminal, and never against NO_COLOR; FORCE_COLOR wins over both. */
async function styleFor({ env }: World, stream: Output): Promise<Style> {
  const forced = env['FORCE_COLOR']
  const isForced = forced !== undefined && forced !== '' && forced !== '0'
  const isRefused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== ''
  const hasColours = isForced || (!isRefused && env['TERM'] !== 'dumb' && stream.isTTY)
  if (!hasColours) return makePlainStyle(stream.columns)
  const { makeColours } = await import('./render/colours.ts')
  return makeColours(stream.columns)
}
