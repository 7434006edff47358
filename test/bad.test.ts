import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { ComponentTreePaths } from '../src/demo/component-tree.ts'
import { escapeText } from '../src/domain/quote.ts'
import { BASE_IDS, layOutBaseComponent, writeBaseFederation } from './helpers/bad-base.ts'
import { applyBadCase, readBadCases, type BadCase, type Verdict } from './helpers/bad-case.ts'
import { withDirectory } from './helpers/directory.ts'
import { runProgram, type ProgramRun } from './helpers/program.ts'
import { suite } from './helpers/suite.ts'

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

suite('bad inputs', (test) => {
  const cases = readBadCases()
  const judged = startAhead(cases.map((bad) => () => judge(bad)))
  for (const [index, bad] of cases.entries()) test(`${bad.name}: ${bad.title}`, () => judged(index))
})

function judge(bad: BadCase): Promise<void> {
  return withDirectory({}, async (root) => {
    const directory = join(root, 'federation')
    await writeBaseFederation(directory)
    const tree = await layOutBaseComponent(join(root, 'component'))
    if (bad.afterReconcile === true) await reconcileFirst(root, tree)
    await applyBadCase(bad, directory, tree)

    await judgeValidate(bad, root)
    await judgeReconcile(bad, root, tree)
  })
}

/** Makes the function that gives the promise of each task, and has the next ones begin meanwhile. */
function startAhead(tasks: readonly (() => Promise<void>)[]): (index: number) => Promise<void> {
  const started = new Map<number, Promise<void>>()
  const start = (index: number): Promise<void> => {
    const known = started.get(index)
    if (known !== undefined) return known
    const begun = tasks[index]?.() ?? Promise.resolve()
    // A failure is told by the test that asks for it.
    begun.catch(() => undefined)
    started.set(index, begun)
    return begun
  }
  return (index) => {
    for (let ahead = 1; ahead <= availableParallelism(); ahead += 1) void start(index + ahead)
    return start(index)
  }
}

async function judgeValidate({ expect: { validate } }: BadCase, root: string): Promise<void> {
  const [json, text] = await Promise.all([
    runProgram(['validate', 'federation', '--format', 'json'], root),
    runProgram(['validate', 'federation'], root),
  ])
  const problems = judgeRun(json, validate)
  assert.is(text.exitCode, validate.exit)
  judgeOutput(text)
  for (const { code } of problems) assert.match(text.stdout.toString() + text.stderr.toString(), code)
}

async function judgeReconcile(bad: BadCase, root: string, tree: ComponentTreePaths): Promise<void> {
  const before = recordRegistry(tree)

  const run = await runProgram([...reconcileOf(tree), '--format', 'json'], root)

  const { reconcile } = bad.expect
  judgeRun(run, reconcile)
  assert.equal(findJournals(dirname(tree.registryFile)), [], 'a journal was left')
  if (reconcile.registered === undefined) assert.equal(recordRegistry(tree), before, 'the registry was touched')
  else assert.equal(readRegistered(tree), reconcile.registered.map((name) => BASE_IDS[name]).sort())
}

async function reconcileFirst(root: string, tree: ComponentTreePaths): Promise<void> {
  const { exitCode, stderr } = await runProgram(reconcileOf(tree), root)
  assert.is(exitCode, 0, stderr.toString())
}

/** Asserts exit code, codes, a place, a remedy for each problem, clean output and limits. */
function judgeRun(run: ProgramRun, verdict: Verdict): readonly ShownProblem[] {
  judgeOutput(run)
  const shown = JSON.parse(run.stdout.toString()) as { readonly exitCode: number; readonly problems: ShownProblem[] }
  const summary = shown.problems.map(({ code, message }) => `${code}: ${message}`).join('\n')
  assert.equal(shown.problems.map(({ code }) => code).sort(), [...verdict.codes].sort(), summary)
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

/** Nothing that a terminal would obey, and no more memory and time than a small machine has. */
function judgeOutput({ stdout, stderr, peakMiB, seconds }: ProgramRun): void {
  for (const bytes of [stdout, stderr]) {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    for (const line of text.split('\n')) assert.is(escapeText(line), line, 'a raw control character was written')
    assert.not.match(text, 'PRIVATE KEY-----')
    assert.not.match(text, /^\s+at .*:\d+:\d+/m, 'a stack trace was written')
  }
  assert.ok(peakMiB > 0 && peakMiB <= MOST_MEMORY_MIB, `${Math.round(peakMiB)} MiB`)
  assert.ok(seconds <= LONGEST_SECONDS, `${seconds} s`)
}

function placeOf({ file = '', line, column }: ShownProblem): string {
  const path = file.replace(/^federation\//, '')
  return line === undefined ? path : `${path}:${line}:${column ?? ''}`
}

function reconcileOf({ directory }: ComponentTreePaths): readonly string[] {
  return ['reconcile', '--component', directory, '--federation', 'federation', '--offline']
}

function recordRegistry({ registryFile }: ComponentTreePaths): readonly unknown[] {
  if (!existsSync(registryFile)) return []
  const { ino, mtimeNs, size } = statSync(registryFile, { bigint: true })
  const isFile = statSync(registryFile).isFile()
  return [realpathSync(registryFile), ino, mtimeNs, size, isFile ? readFileSync(registryFile).toString('base64') : '']
}

function findJournals(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => /journal/i.test(name))
}

function readRegistered({ registryFile }: ComponentTreePaths): readonly string[] {
  // Python writes NaN, which JavaScript does not read.
  const text = readFileSync(registryFile, 'utf8').replace(/\bNaN\b/g, 'null')
  const tables = JSON.parse(text) as {
    readonly Certificates?: Readonly<Record<string, { readonly party_id: string }>>
  }
  return Object.values(tables.Certificates ?? {})
    .map(({ party_id }) => party_id)
    .sort()
}
