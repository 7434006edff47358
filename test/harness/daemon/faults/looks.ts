import { readFileSync, statSync } from 'node:fs'
import type { LogLine } from '../daemon.ts'
import type { Ran } from '../reconcile.ts'
import type { Site } from './site.ts'

/** Matches a line of the log that tells of a problem with this code. */
export function tells(code: string): (line: LogLine) => boolean {
  return (line) => line['code'] === code
}

/** Matches the line of a pass that ended with this exit code. */
export function passes(exitCode: number): (line: LogLine) => boolean {
  return (line) => isPassOf(line, (code) => code === exitCode)
}

/** Whether a line is that of a pass whose exit code is such a one. */
export function isPassOf({ message, exitCode }: LogLine, isOne: (code: unknown) => boolean): boolean {
  return (message === 'pass' || message === 'pass failed') && isOne(exitCode)
}

/** Whatever tells one state of the registry from another one: its bytes, and when they were written. */
export function lookAt({ tree }: Site): string {
  const { ino, mtimeMs } = statSync(tree.registryFile)
  return JSON.stringify([ino, mtimeMs, readFileSync(tree.registryFile, 'latin1')])
}

/** Fails where the registry was touched since. */
export function requireUntouched(site: Site, before: string): void {
  if (lookAt(site) !== before) throw new Error('The registry was touched.')
}

/** Fails where a command ended otherwise than it should. */
export function requireEnd({ exitCode, stdout, stderr }: Ran, wanted: number, said = ''): void {
  if (exitCode === wanted && `${stdout}${stderr}`.includes(said)) return
  throw new Error(`It ended with ${exitCode}, not with ${wanted} and '${said}':\n${stdout}\n${stderr}`)
}
