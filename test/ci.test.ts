import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { suite } from './helpers/suite.ts'

const root = join(import.meta.dirname, '..')

/** What each command of `.ci/run` prints and ends with, when all is well. */
const wellBehaved = {
  cit: '0 building\n10 passed, 0 failed',
  'run check -- --without-tests': '0 all fine',
  'node 22': '0 10 passed, 0 failed',
  'node 24': '0 10 passed, 0 failed',
  'run build:executable': '0 built',
  'run --ignore-scripts test:fedbiomed': '0 4 passed, 0 failed',
  'run test:crash': '0 2 passed, 0 failed',
  'run --ignore-scripts test:powercut': '0 2 passed, 0 failed',
  'run --ignore-scripts test:fidelity': '0 2 passed, 0 failed',
  'run --ignore-scripts test:containers': '0 2 passed, 0 failed',
  'run test:torture': '0 2 passed, 0 failed',
  'run test:daemon': '0 2 passed, 0 failed',
  'run test:mutations': '0 2 passed, 0 failed',
  'run --ignore-scripts test:browser': '0 2 passed, 0 failed',
  'run bench': '0 fast',
}

const cases = [
  { name: 'sums up what passed', replies: {}, exitCode: 0, lastLine: '50 passed, 0 failed' },
  {
    name: 'sums up what failed',
    replies: { cit: '1 8 passed, 2 failed' },
    exitCode: 1,
    lastLine: '48 passed, 2 failed',
  },
  {
    name: 'counts a failed check',
    replies: { 'run check -- --without-tests': '1 lint' },
    exitCode: 1,
    lastLine: '50 passed, 1 failed',
  },
  {
    name: 'counts a benchmark that breaks',
    replies: { 'run bench': '1 x' },
    exitCode: 1,
    lastLine: '50 passed, 1 failed',
  },
  {
    name: 'counts tests without a closing line',
    replies: { 'node 22': '0 ok' },
    exitCode: 1,
    lastLine: '40 passed, 1 failed',
  },
  { name: 'counts tests that crash', replies: { 'node 24': '134 ' }, exitCode: 1, lastLine: '40 passed, 1 failed' },
  {
    name: 'believes the exit code of tests, too',
    replies: { 'run --ignore-scripts test:fedbiomed': '1 4 passed, 0 failed' },
    exitCode: 1,
    lastLine: '50 passed, 1 failed',
  },
  {
    name: 'takes a run of no test for a failure',
    replies: { 'run --ignore-scripts test:fedbiomed': '0 0 passed, 0 failed' },
    exitCode: 1,
    lastLine: '46 passed, 1 failed',
  },
]

suite('.ci/run', (test) => {
  for (const { name, replies, exitCode, lastLine } of cases) {
    test(name, async () => {
      const result = await runCi({ ...wellBehaved, ...replies })

      assert.is(result.exitCode, exitCode)
      assert.is(result.stdout.split('\n').at(-1), lastLine)
    })
  }
})

/** Runs it with an `npm` that only prints the replies, and installs a `node` that does likewise. */
async function runCi(replies: Readonly<Record<string, string>>): Promise<{ exitCode?: number; stdout: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'fbm-gitops-ci-'))
  try {
    await mkdir(join(directory, 'bin'))
    for (const [command, reply] of Object.entries(replies)) await writeFile(join(directory, command), `${reply}\n`)
    await writeFile(join(directory, 'bin/npm'), fakeNpm, { mode: 0o755 })
    // So that nothing is installed.
    for (const name of ['strace', 'sshd', 'podman', 'runc', 'debootstrap', 'chromium'])
      await writeFile(join(directory, 'bin', name), '', { mode: 0o755 })
    return await execa('bash', ['.ci/run'], {
      cwd: root,
      reject: false,
      env: { REPLIES: directory, PATH: `${directory}/bin:${process.env['PATH'] ?? ''}`, XDG_CACHE_HOME: directory },
    })
  } finally {
    await rm(directory, { recursive: true })
  }
}

const fakeNpm = String.raw`#!/usr/bin/env bash
reply() { read -r status text < "$REPLIES/$1"; echo "$text"; tail -n +2 "$REPLIES/$1"; exit "$status"; }
[[ $1 == install ]] || reply "$*"
while [[ $1 != --prefix ]]; do shift; done
major="$(cut -d@ -f2 <<< "$3")"
mkdir -p "$2/node_modules/node/bin"
{ echo '#!/usr/bin/env bash'; declare -f reply; echo "[[ \$1 == --version ]] && echo v$major.0.0 || reply 'node $major'"; } > "$2/node_modules/node/bin/node"
chmod +x "$2/node_modules/node/bin/node"
`
