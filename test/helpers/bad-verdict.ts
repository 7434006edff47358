import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { ComponentTreePaths } from '../../src/demo/component-tree.ts'
import { escapeText } from '../../src/domain/quote.ts'
import type { Verdict } from './bad-case.ts'
import type { ProgramRun } from './program.ts'

const MOST_MEMORY_MIB = 256
const LONGEST_SECONDS = 30

interface ShownProblem {
  readonly code: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly message: string
  readonly remedy: string
}

/**
 * Asserts exit code, codes, a place, a remedy for each problem, clean output and limits, of a run with `--format json`.
 *
 * @param besides - codes that may be there or not.
 */
export function judgeRun(run: ProgramRun, verdict: Verdict, besides: readonly string[] = []): readonly ShownProblem[] {
  judgeOutput(run)
  const shown = JSON.parse(run.stdout.toString()) as { readonly exitCode: number; readonly problems: ShownProblem[] }
  const summary = shown.problems.map(({ code, message }) => `${code}: ${message}`).join('\n')
  const codes = shown.problems.map(({ code }) => code).filter((code) => !besides.includes(code))
  const expected = verdict.codes.map((code) => code.split('|').find((one) => codes.includes(one)) ?? code)
  assert.equal(codes.sort(), expected.sort(), summary)
  assert.is(run.exitCode, verdict.exit, summary)
  assert.is(shown.exitCode, verdict.exit)
  assert.ok(
    shown.problems.every(({ remedy }) => remedy.length > 0),
    'a problem has no remedy',
  )
  if (verdict.at !== undefined)
    assert.ok(shown.problems.map(placeOf).includes(verdict.at), shown.problems.map(placeOf).join('\n'))
  return shown.problems
}

/** Asserts the same of a run that writes for people: that it names every code. */
export function judgeText(run: ProgramRun, exit: number, codes: readonly string[]): void {
  const text = run.stdout.toString() + run.stderr.toString()
  assert.is(run.exitCode, exit, text)
  judgeOutput(run)
  for (const code of codes) assert.match(text, new RegExp(code))
}

/** Nothing that a terminal would obey, and no more memory and time than a small machine has. */
function judgeOutput({ stdout, stderr, peakMiB, busySeconds }: ProgramRun): void {
  for (const bytes of [stdout, stderr]) {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    for (const line of text.split('\n')) assert.is(escapeText(line), line, 'a raw control character was written')
    assert.not.match(text, 'PRIVATE KEY-----')
    assert.not.match(text, /^\s+at .*:\d+:\d+/m, 'a stack trace was written')
  }
  assert.ok(peakMiB > 0 && peakMiB <= MOST_MEMORY_MIB, `${Math.round(peakMiB)} MiB`)
  assert.ok(busySeconds <= LONGEST_SECONDS, `${busySeconds} s`)
}

function placeOf({ file = '', line, column }: ShownProblem): string {
  const path = file.replace(/^.*?federation\//, '')
  return line === undefined ? path : `${path}:${line}:${column ?? ''}`
}

/** Everything by which a write to the registry would be noticed. */
export function recordRegistry({ registryFile }: ComponentTreePaths): readonly unknown[] {
  if (!existsSync(registryFile)) return []
  const { ino, mtimeNs, size } = statSync(registryFile, { bigint: true })
  const isFile = statSync(registryFile).isFile()
  return [realpathSync(registryFile), ino, mtimeNs, size, isFile ? readFileSync(registryFile).toString('base64') : '']
}

/** The journals below a directory. */
export function findJournals(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => /journal/i.test(name))
}

/** Who is registered, sorted. */
export function readRegistered({ registryFile }: ComponentTreePaths): readonly string[] {
  // Python writes NaN, which JavaScript does not read.
  const text = readFileSync(registryFile, 'utf8').replace(/\bNaN\b/g, 'null')
  const tables = JSON.parse(text) as {
    readonly Certificates?: Readonly<Record<string, { readonly party_id: string }>>
  }
  return Object.values(tables.Certificates ?? {})
    .map(({ party_id }) => party_id)
    .sort()
}
