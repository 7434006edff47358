import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { FAULTS, HARNESSES, type Fault } from '../test/harness/mutations/faults.ts'
import { replaceOnce } from '../test/helpers/edit.ts'
import { runHarness } from './harness.ts'

const ROOT = join(import.meta.dirname, '..')
const COPIED = ['src', 'test', 'scripts', 'schemas', 'dist', 'package.json', 'tsconfig.json']
const LONGEST_MS = 300_000

/** A copy of the project, in which a fault harms nobody. */
const copy = await mkdtemp(join(tmpdir(), 'fbm-gitops-mutations-'))
try {
  for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true })
  await mkdir(join(copy, 'tmp'))
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  await runHarness({
    name: 'mutations',
    round: 'times each fault is tried',
    rounds: 1,
    proofs: FAULTS.map((fault) => ({
      name: `it is noticed when ${fault.name}`,
      run: ({ rounds }) => repeat(rounds, () => noticeFault(fault)),
    })),
  })
} finally {
  await rm(copy, { recursive: true, force: true })
}

async function repeat(rounds: number, run: () => Promise<string>): Promise<string> {
  let last = ''
  for (let round = 0; round < rounds; round += 1) last = await run()
  return last
}

/** Puts one fault into the copy, and runs the harness that must fail for it. */
async function noticeFault({ file, edits, noticedBy }: Fault): Promise<string> {
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
