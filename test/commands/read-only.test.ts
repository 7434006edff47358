import { chmodSync, lstatSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { COMMANDS } from '../../src/command-line/table.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'
import { capture } from '../helpers/capture.ts'
import { withFederation, type TestFederation } from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'
import { systemError } from '../helpers/system-error.ts'
import { assertUntouched } from '../helpers/untouched.ts'

interface ReadOnlyCommand {
  readonly argv: (federation: TestFederation) => readonly string[]
  /** Before and after the component was reconciled. */
  readonly exitCodes: readonly [before: number, after: number]
}

const IS_ROOT = realWorld().host.userId() === 0

const COMMAND_LINES: Readonly<Record<string, ReadOnlyCommand>> = {
  validate: { argv: ({ directory }) => ['validate', directory], exitCodes: [0, 0] },
  plan: { argv: ({ locate }) => ['plan', ...locate('a')], exitCodes: [2, 0] },
  'plan --uncommitted': { argv: ({ locate }) => ['plan', ...locate('a'), '--uncommitted'], exitCodes: [2, 0] },
  'reconcile --mode report': {
    argv: ({ locate }) => ['reconcile', ...locate('a'), '--mode', 'report'],
    exitCodes: [2, 0],
  },
  report: { argv: ({ directory }) => ['report', '--federation', directory], exitCodes: [22, 22] },
  'report --component': { argv: ({ locate }) => ['report', ...locate('a')], exitCodes: [2, 0] },
  restore: { argv: ({ trees }) => ['restore', '--component', trees.a.directory], exitCodes: [0, 0] },
  'restore BACKUP': {
    argv: ({ trees }) => ['restore', 'latest', '--component', trees.a.directory],
    exitCodes: [64, 0],
  },
  status: { argv: ({ trees }) => ['status', '--component', trees.a.directory], exitCodes: [2, 0] },
  // Nothing stops root; for anybody else it says that nothing can be written.
  doctor: { argv: ({ locate }) => ['doctor', ...locate('a')], exitCodes: IS_ROOT ? [0, 0] : [1, 25] },
  explain: { argv: ({ locate }) => ['explain', 'b', ...locate('a')], exitCodes: [0, 0] },
  config: { argv: ({ locate }) => ['config', 'show', ...locate('a')], exitCodes: [0, 0] },
  fingerprint: { argv: ({ trees }) => ['fingerprint', '--component', trees.a.directory], exitCodes: [0, 0] },
  'fingerprint PARTY': { argv: ({ directory }) => ['fingerprint', 'b', '--federation', directory], exitCodes: [0, 0] },
}

const WRITING = ['pwrite', 'append', 'fsync', 'rename', 'link', 'unlink', 'mkdir', 'rmdir', 'fsyncDirectory'] as const

suite('read-only commands', (test) => {
  test('are all tried here', () => {
    const tried = new Set(Object.keys(COMMAND_LINES).map((name) => name.split(' ')[0]))
    const forgotten = Object.entries(COMMANDS).filter(([name, { writes }]) => !writes && !tried.has(name))

    assert.equal(
      forgotten.map(([name]) => name),
      [],
    )
  })

  for (const [name, { argv, exitCodes }] of Object.entries(COMMAND_LINES)) {
    test(`${name} neither writes nor fails where nothing can be written`, () =>
      withFederation(async (federation) => {
        const roots = [federation.repository.top, dirname(federation.trees.a.directory)]
        for (const exitCode of exitCodes) {
          await withWriteProtection(roots, async () => {
            const captured = await untouched(roots, () => capture(argv(federation), writeProtectedWorld()))
            assert.is(captured.exitCode, exitCode, captured.stderr)
          })
          await capture(['reconcile', ...federation.locate('a'), '--offline'])
        }
      }))
  }
})

/** A world in which every system call that writes fails, also for root, whom permissions do not stop. */
function writeProtectedWorld(): Partial<World> {
  const { files } = realWorld()
  const refuse = (): never => {
    throw systemError('EROFS', 'write')
  }
  const open: World['files']['open'] = (path, mode, permissions) => {
    return mode === 'read' || mode === 'readonly' ? files.open(path, mode, permissions) : refuse()
  }
  return { files: { ...files, ...Object.fromEntries(WRITING.map((call) => [call, refuse])), open } }
}

async function untouched<T>(roots: readonly string[], act: () => Promise<T>): Promise<T> {
  const [first, ...rest] = roots
  return first === undefined ? act() : assertUntouched(first, () => untouched(rest, act))
}

async function withWriteProtection(roots: readonly string[], body: () => Promise<void>): Promise<void> {
  const modes = roots.flatMap((root) => [root, ...list(root)]).map((path) => [path, lstatSync(path).mode] as const)
  try {
    for (const [path, mode] of [...modes].reverse()) chmodSync(path, mode & 0o555)
    await body()
  } finally {
    for (const [path, mode] of modes) chmodSync(path, mode)
  }
}

function list(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name))
}
