import type { World } from '../io/world/world.ts'

/** Tells whether a command line asks for the version, and nothing else. */
export function asksForVersion(argv: readonly string[]): boolean {
  return argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')
}

/** Writes the version, alone on a line. */
export function showVersion({ stdout, version }: World): void {
  stdout.write(`${version}\n`)
}
