import type { ExitCode } from './problems/kind.ts'

/** What each exit code tells a script; frozen. */
export const EXIT_CODES: Readonly<Record<ExitCode, string>> = {
  0: 'in sync, or done',
  1: 'failure, also any crash',
  2: 'drift, or changes pending',
  20: 'refused by a brake or a conflict',
  21: 'verification failed',
  22: 'source stale or rolled back',
  23: 'applied in part: something failed or was contended beside something done',
  24: 'busy: lock held, registry in use, or only contended',
  25: 'a registry that cannot be read or has an unknown layout, or a Fed-BioMed family that does not fit the profile',
  26: 'invalid federation directory or settings, or a leaked secret',
  64: 'usage',
}

/** Where several codes apply, the first of these is given. */
const PRECEDENCE: readonly ExitCode[] = [1, 64, 26, 25, 24, 22, 21, 23, 20, 2, 0]

/** Picks the exit code of a whole command from those of its parts. */
export function chooseExitCode(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 0
}

/** Orders exit codes: negative where the first would be given before the second. */
export function compareExitCodes(a: ExitCode, b: ExitCode): number {
  return PRECEDENCE.indexOf(a) - PRECEDENCE.indexOf(b)
}
