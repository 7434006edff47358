import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { runProgram } from '../../../src/io/daemon/run-program.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { until } from '../../helpers/daemon.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { suite } from '../../helpers/suite.ts'

const ENV = { PATH: '/usr/local/bin:/usr/bin:/bin' }
const never = new AbortController().signal

suite('a program beside the daemon', (test) => {
  test('gets its input, its arguments as they are, and no other environment', () =>
    withScript('#!/bin/sh\ncat >"$1"\nprintf "%s|" "$@" >>"$1"\nenv >>"$1"\n', async (file, directory) => {
      const output = join(directory, 'output')
      const args = [output, '$(id)', '; id', '']

      assert.is(await run(file, { args, input: '{"a":1}\n' }), undefined)
      const [input, typed, ...env] = readFileSync(output, 'utf8').trimEnd().split('\n')
      assert.is(input, '{"a":1}')
      assert.is(typed?.slice(0, typed.lastIndexOf('|') + 1), `${output}|$(id)|; id||`)
      // Where the coverage is measured, Node tells every child so, whatever its environment.
      assert.equal(
        [typed?.slice(typed.lastIndexOf('|') + 1), ...env].filter(
          (each) => !/^(PWD|SHLVL|_|NODE_V8_COVERAGE)=/.test(each ?? ''),
        ),
        [`PATH=${ENV.PATH}`],
      )
    }))

  for (const { script, reason } of [
    { script: '#!/bin/sh\nexit 7\n', reason: 'exit code 7' },
    { script: '#!/bin/sh\nkill -TERM $$\n', reason: 'ended by SIGTERM' },
    { script: '#!/nonexistent\n', reason: 'it could not be run (ENOENT)' },
    // It reads nothing of an input that is more than a pipe holds.
    { script: '#!/bin/sh\nexit 0\n', reason: undefined },
  ]) {
    test(`tells what became of it: ${reason ?? 'nothing bad'}`, () =>
      withScript(script, async (file) => {
        assert.is(await run(file, { input: 'x'.repeat(1_000_000) }), reason)
      }))
  }

  test('is ended with its children when its time is over, or when the daemon ends', () =>
    withScript('#!/bin/sh\n(trap "" TERM; sleep 300) &\necho "$! $$" >"$1"\nsleep 300\n', async (file, directory) => {
      const pids = join(directory, 'pids')
      assert.match((await run(file, { args: [pids], timeoutMs: 500 })) ?? '', /took longer than 0.5 s/)
      await until(() => readPids(pids).every((pid) => !isRunning(pid)))

      const end = new AbortController()
      const running = run(file, { args: [`${pids}2`], signal: end.signal })
      await until(() => readPids(`${pids}2`).length === 2)
      end.abort()
      assert.is(await running, 'it was ended')
      await until(() => readPids(`${pids}2`).every((pid) => !isRunning(pid)))
    }))
})

function run(
  file: string,
  options: {
    readonly args?: readonly string[]
    readonly input?: string
    readonly timeoutMs?: number
    readonly signal?: AbortSignal
  } = {},
): Promise<string | undefined> {
  const { args = [], input = '', timeoutMs = 30_000, signal = never } = options
  return runProgram(realWorld(), { file, args, input, env: ENV, timeoutMs }, signal)
}

function withScript(script: string, body: (file: string, directory: string) => Promise<void>): Promise<void> {
  return withDirectory({ script }, (directory) => body(join(directory, 'script'), directory))
}

function readPids(file: string): readonly number[] {
  try {
    return readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** A zombie has ended, too: nobody may be there to reap it in a container. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
