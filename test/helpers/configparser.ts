import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const SCRIPT = join(import.meta.dirname, '../fixtures/ini/make.py')

/** What a text holds: per section and option its value or fault, or the fault of the whole. */
export type IniReading =
  | { readonly error: string; readonly line: number }
  | { readonly sections: Readonly<Record<string, Readonly<Record<string, OptionReading>>>> }

type OptionReading = { readonly value: string } | { readonly error: string }

/** Asks Python's own configparser what texts hold; `undefined` where there is no Python. */
export function askConfigparser(texts: readonly string[]): readonly IniReading[] | undefined {
  const { status, stdout, stderr, error } = spawnSync('python3', [SCRIPT, '-'], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error !== undefined) return undefined
  if (status !== 0) throw new Error(`configparser failed: ${stderr}`)
  return JSON.parse(stdout) as readonly IniReading[]
}
