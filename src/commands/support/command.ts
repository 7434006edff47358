import type { Invocation } from '../../command-line/invocation.ts'
import type { Format } from '../../command-line/flags.ts'
import type { Options } from '../../command-line/options.ts'
import type { ExitCode, Problem } from '../../domain/problem.ts'
import type { World } from '../../io/world/world.ts'
import type { JsonFields } from '../../render/json.ts'
import type { Style } from '../../render/style.ts'

/** What a command gives back; `run` renders it in the form that was asked for. */
export interface Result {
  readonly exitCode: ExitCode
  /** All of them, for the JSON form. */
  readonly problems: readonly Problem[]
  /** Those that the text does not show itself: they go to stderr. */
  readonly remarks: readonly Problem[]
  readonly fields: JsonFields
  /** The result as text. */
  readonly text: (style: Style) => string
  /** The result in the other forms that the command's line of the table names; absent where it names none. */
  readonly document?: (format: DocumentFormat) => string
}

/** The forms that only some commands know. */
export type DocumentFormat = Exclude<Format, 'text' | 'json'>

/** One command: reads with the world, calls the core, gives back a result. No rules live here. */
export type Command = (world: World, invocation: Invocation) => Promise<Result>

/** What a command needs to know of its command line if it is about one component, or none. */
export interface CommandInput {
  readonly argument: string | undefined
  readonly options: Options
}
