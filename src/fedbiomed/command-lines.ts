import type { CommandLineName } from '../domain/command-line.ts'
import type { CommandLine } from './command-line.ts'
import { PROGRAM_IDENTITY } from './command-line/program-identity.ts'
import { PROGRAM } from './command-line/program.ts'
import { SCRIPT_ADDRESS } from './command-line/script-address.ts'
import { SCRIPT } from './command-line/script.ts'

/** The command lines by name. To add one: its file, and its entry here; the compiler asks for the rest. */
export const COMMAND_LINES: Readonly<Record<CommandLineName, CommandLine>> = {
  'script-address': SCRIPT_ADDRESS,
  script: SCRIPT,
  program: PROGRAM,
  'program-identity': PROGRAM_IDENTITY,
}

const COLOUR = /\u001b\[[0-9;]*m/g
const LIST_ENTRY = /^\s*([1-9][0-9]{0,8})\) (\S+)\s*$/

/** The question with which every family's `certificate delete` ends its list. */
export function isDeleteQuestion(output: string): boolean {
  return /(?:^|\n)Select: ?$/.test(plain(output))
}

/** The party ids that `certificate delete` lists, in its order; `undefined` where the numbers do not count from one. */
export function parseDeleteList(output: string): readonly string[] | undefined {
  const entries = plain(output)
    .split('\n')
    .flatMap((line) => {
      const [, position, partyId] = LIST_ENTRY.exec(line) ?? []
      return position === undefined || partyId === undefined ? [] : [{ position: Number(position), partyId }]
    })
  const counts = entries.every(({ position }, index) => position === index + 1)
  return counts ? entries.map(({ partyId }) => partyId) : undefined
}

/** Takes away the colours, which are printed whether or not there is a terminal. */
export function plain(output: string): string {
  return output.replace(COLOUR, '')
}
