import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { ComponentTreePaths } from '../../src/demo/component-tree.ts'
import { BASE_IDS, layOutBaseComponent, writeBaseFederation, writeDeep } from './bad-base.ts'
import { changeFiles, readMaker, type ReadingWay, type RepositoryCase } from './bad-case.ts'
import { findJournals, judgeRun, judgeText, readRegistered, recordRegistry } from './bad-verdict.ts'
import { withDirectory, writeFiles } from './directory.ts'
import { applyEntries, makeHostileRepository, setTraps, type HostileRepository } from './hostile-repository.ts'
import { runProgram, type ProgramRun } from './program.ts'
import { runTraced, type TracedRun } from './traced-program.ts'
import { recordTree } from './untouched.ts'

/** What `make.ts` of a repository case gets: the repository, and the components that will read it. */
type Make = (repository: HostileRepository, trees: readonly ComponentTreePaths[]) => Promise<void> | void

/** One way to read the repository, with a component of its own. */
interface Reader {
  readonly bad: RepositoryCase
  readonly root: string
  readonly way: ReadingWay
  readonly tree: ComponentTreePaths
}

const WAYS: readonly ReadingWay[] = ['directory', 'fetched']

/**
 * Lays out a case whose federation is a commit, and judges what `plan` and `reconcile` make of it, in each way in which
 * it can be read: what they say, what they register, and that neither they nor git wrote or ran anything else.
 */
export function judgeRepository(bad: RepositoryCase): Promise<void> {
  return withDirectory({}, async (root) => {
    const repository = await layOutTrapped(root, bad.objects)
    const readers = await Promise.all(
      WAYS.filter((way) => bad.readAs?.includes(way) ?? true).map(async (way) => {
        return { bad, root, way, tree: await layOutBaseComponent(join(root, `component-${way}`)) }
      }),
    )
    if (bad.afterReconcile === true) for (const reader of readers) await reconcileFirst(reader)
    await makeBad(bad, repository, readers)
    setTraps(repository)

    for (const reader of readers) await judgeReader(reader)
    assert.not.ok(existsSync(join(root, 'sprung')), 'a program ran that the repository names')
  })
}

/** Commits the sound base in `repository/`; the trap beside it leaves a file `sprung` where it is run. */
export async function layOutTrapped(root: string, objects: 'sha1' | 'sha256' = 'sha1'): Promise<HostileRepository> {
  writeFiles(root, { 'trap/trap': `#!/bin/sh\n: >'${root}/sprung'\n` })
  const top = join(root, 'repository')
  mkdirSync(top)
  // Made here, so that its absence does not change the directory above.
  mkdirSync(join(root, '.cache'))
  writeDeep(join(top, '.gitattributes'), '* filter=trap diff=trap merge=trap\n')
  await writeBaseFederation(join(top, 'federation'))
  return makeHostileRepository(top, join(root, 'trap/trap'), objects)
}

async function makeBad(bad: RepositoryCase, repository: HostileRepository, readers: readonly Reader[]): Promise<void> {
  changeFiles(bad, join(repository.top, 'federation'))
  if (bad.edits !== undefined || bad.remove !== undefined) {
    repository.git(['add', '--all'])
    repository.git(['commit', '--quiet', '--message', 'Change the federation'])
  }
  applyEntries(repository, bad.entries ?? [])
  const make = await readMaker<Make>(bad)
  const trees = readers.map(({ tree }) => tree)
  await make?.(repository, trees)
}

async function judgeReader(reader: Reader): Promise<void> {
  const { bad, way, tree } = reader
  const { reconcile, plan = reconcile } = (way === 'fetched' ? bad.expect.fetched : undefined) ?? bad.expect
  const registry = recordRegistry(tree)

  // What is said of a fetched commit differs in its transport only: where the case is about that.
  if (way === 'directory' || bad.readAs !== undefined) {
    judgeText(await runWatched(reader, ['plan', ...locate(reader)]), plan.exit, plan.codes)
  }
  for (const command of bad.also ?? []) {
    const run = await runWatched(reader, [...command, ...locate(reader)])
    judgeText(run, run.exitCode === 0 ? 0 : reconcile.exit, [])
  }
  assert.equal(recordRegistry(tree), registry, 'a command that only reads touched the registry')

  const run = await runWatched(reader, ['reconcile', ...locate(reader), '--offline', '--format', 'json'])
  judgeRun(run, reconcile, ON_PURPOSE[way])
  assert.equal(findJournals(dirname(tree.registryFile)), [], 'a journal was left')
  if (bad.secret !== undefined) assertNotWritten(reader.root, bad.secret)
  if (reconcile.registered === undefined) assert.equal(recordRegistry(tree), registry, 'the registry was touched')
  else assert.equal(readRegistered(tree), reconcile.registered.map((name) => BASE_IDS[name]).sort())
}

async function reconcileFirst(reader: Reader): Promise<void> {
  const { exitCode, stderr } = await runProgram(['reconcile', ...locate(reader), '--offline'], reader.root)
  assert.is(exitCode, 0, stderr.toString())
}

function locate({ bad, root, way, tree }: Reader): readonly string[] {
  const { url = './repository' } = bad
  const source = { directory: '--federation=repository/federation', fetched: `--repository=${url}` }[way]
  const flags = (bad.flags ?? []).map((flag) => flag.replaceAll('ROOT', root))
  return ['--component', tree.directory, source, ...flags]
}

/** No file may hold a secret, whatever it is for. */
function assertNotWritten(root: string, secret: string): void {
  const holders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((file) => lstatSync(file).isFile() && readFileSync(file).includes(secret))
  assert.equal(holders, [], 'a secret was written')
}

/** Runs the program, and asserts that it wrote nowhere but beside the registry, ran nothing but git, and called nobody. */
async function runWatched({ bad, root, tree }: Reader, argv: readonly string[]): Promise<ProgramRun> {
  // A command that only reads keeps its mirror among the caches of the user.
  const own = [dirname(tree.registryFile), join(root, '.cache')]
  const isOwn = (path: string): boolean => own.some((directory) => isWithin(path, directory))
  const record = (): readonly string[] => recordTree(root).filter((line) => !isOwn(join(root, line)))
  const before = record()
  let run: TracedRun | undefined
  await withDirectory({}, async (logs) => {
    run = await runTraced(argv, root, join(logs, 'trace'))
  })
  if (run === undefined) throw new Error('It was not run.')
  const told = run.stdout.toString() + run.stderr.toString()
  assert.not.ok(bad.secret !== undefined && told.includes(bad.secret), 'a secret was shown')
  assert.equal(record(), before, 'something was written outside the state directory')
  const { strangers, connected, written } = run.calls ?? { strangers: [], connected: [], written: [] }
  assert.equal(strangers, [], 'a program was run that is not git')
  assert.equal(connected, [], 'somebody was called')
  assert.equal(
    written.filter((path) => !isOwn(path)),
    [],
    'a file was written outside the state directory',
  )
  return run
}

/** Also of a line that begins with the path. */
function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`) || path.startsWith(`${directory} `)
}

/** The work tree differs from the commit on purpose: what is committed could not be checked out. */
const ON_PURPOSE: Readonly<Record<ReadingWay, readonly string[]>> = { directory: ['UNCOMMITTED_CHANGES'], fetched: [] }
