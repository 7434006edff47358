import type { ExitCode } from './problems/kind.ts'

/** Where several codes apply, the first of these is given. */
const PRECEDENCE: readonly ExitCode[] = [1, 64, 26, 25, 24, 22, 21, 23, 20, 2, 0]

/** Picks the exit code of a whole command from those of its parts. */
export function chooseExitCode(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 0
}
