import { parseArgs } from 'node:util'
import { FLAGS, wordOf, type Flag, type FlagName } from './flags.ts'
import { completeInvocation, type Invocation } from './invocation.ts'
import type { Given } from './origin.ts'
import { COMMANDS, type CommandName } from './table.ts'

/**
 * Understands a command line that is written as most are: a command, its own flags, its argument. Gives `undefined` for
 * any other, which `parseArguments` then understands or refuses.
 *
 * @remarks A pass starts every minute in every container, and loading commander takes longer than the rest of the pass.
 * @throws as `completeInvocation`
 */
export function parsePlainArguments(
  [name = '', ...rest]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Invocation | undefined {
  if (!isCommand(name) || rest.includes('--')) return undefined
  const typed = readTyped(rest, COMMANDS[name].flags)
  if (typed === undefined || !takes(name, typed.positionals.length)) return undefined
  return completeInvocation({ command: name, argument: typed.positionals[0], typed: typed.given }, env)
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name)
}

function takes(name: CommandName, count: number): boolean {
  const { argument } = COMMANDS[name]
  if (argument === undefined) return count === 0
  return argument[0].startsWith('<') ? count === 1 : count <= 1
}

interface Typed {
  readonly given: Given
  readonly positionals: readonly string[]
}

function readTyped(args: readonly string[], flags: readonly FlagName[]): Typed | undefined {
  const names = new Map(flags.map((flag) => [wordOf(flag).slice(2), flag]))
  const options = Object.fromEntries([...names].map(([word, flag]) => [word, describeFlag(flag)]))
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      tokens: true,
    })
    const once = tokens.flatMap((token) =>
      token.kind === 'option' && options[token.name]?.multiple !== true ? [token.name] : [],
    )
    if (new Set(once).size < once.length) return undefined
    const given = [...names].flatMap(([word, flag]) => (word in values ? [[flag, values[word]] as const] : []))
    return { given: Object.fromEntries(given), positionals }
  } catch {
    return undefined
  }
}

function describeFlag(flag: FlagName): { readonly type: 'string' | 'boolean'; readonly multiple: boolean } {
  const { syntax, repeatable }: Flag = FLAGS[flag]
  return { type: syntax.includes(' ') ? 'string' : 'boolean', multiple: repeatable === true }
}
