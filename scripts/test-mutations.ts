import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { FAULTS, HARNESSES, type Fault, type HarnessName } from '../test/harness/mutations/faults.ts'
import { replaceOnce } from '../test/helpers/edit.ts'
import { runHarness } from './harness.ts'

const ROOT = join(import.meta.dirname, '..')
const COPIED = ['src', 'test', 'scripts', 'schemas', 'dist', 'package.json', 'tsconfig.json']
const LONGEST_MS = 300_000

/** As many faults are tried at a time: each keeps one process busy. */
const COPIES = 2
/** What a machine that does something else besides would notice even without the fault, or not at all. */
const ALONE: readonly HarnessName[] = ['torture: beside', 'crash: watchdog', 'the freezer with real processes']

/** Copies of the project, in which a fault harms nobody; these are free. */
const copies: string[] = []
const root = await mkdtemp(join(tmpdir(), 'fbm-gitops-mutations-'))
try {
  for (let number = 1; number <= COPIES; number += 1) copies.push(await copyProject(join(root, String(number))))
  await runHarness({
    name: 'mutations',
    round: 'times each fault is tried',
    rounds: 1,
    together: COPIES,
    proofs: FAULTS.map((fault) => ({
      name: `it is noticed when ${fault.name}`,
      beside: !ALONE.includes(fault.noticedBy),
      run: ({ rounds }) => repeat(rounds, () => withCopy((copy) => noticeFault(copy, fault))),
    })),
  })
} finally {
  await rm(root, { recursive: true, force: true })
}

async function copyProject(copy: string): Promise<string> {
  for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true })
  await mkdir(join(copy, 'tmp'))
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

async function withCopy(body: (copy: string) => Promise<string>): Promise<string> {
  const copy = copies.pop()
  if (copy === undefined) throw new Error('More faults are tried at a time than there are copies.')
  try {
    return await body(copy)
  } finally {
    copies.push(copy)
  }
}

async function repeat(rounds: number, run: () => Promise<string>): Promise<string> {
  let last = ''
  for (let round = 0; round < rounds; round += 1) last = await run()
  return last
}

/** Puts one fault into a copy, and runs the harness that must fail for it. */
async function noticeFault(copy: string, { file, edits, noticedBy }: Fault): Promise<string> {
  const path = join(copy, 'src', file)
  const sound = await readFile(path, 'utf8')
  await writeFile(
    path,
    edits.reduce((text, [find, replacement]) => replaceOnce(text, find, replacement), sound),
  )
  try {
    const { all, exitCode, timedOut } = await execa(
      process.execPath,
      ['--import', 'tsx', ...HARNESSES[noticedBy]],
      // What is skipped here is no failure that a fault has caused.
      { cwd: copy, env: { CI: 'false', TMPDIR: join(copy, 'tmp') }, all: true, reject: false, timeout: LONGEST_MS },
    )
    // A fault that does not even load proves nothing: a proof must have run, and failed.
    const failure = /^FAILED .*|^ +FAIL .*/m.exec(all)?.[0].trim()
    if (timedOut || exitCode === 0 || failure === undefined) {
      throw new Error(`${noticedBy} did not notice it (exit code ${exitCode ?? 'none'}): ${all.slice(-600)}`)
    }
    return `${noticedBy}: ${failure.slice(0, 150)}`
  } finally {
    await writeFile(path, sound)
  }
}
