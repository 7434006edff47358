import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withDirectory } from '../helpers/directory.ts'
import { suite } from '../helpers/suite.ts'
import { until } from '../harness/daemon/until.ts'

const ENTRYPOINT = join(import.meta.dirname, '../../examples/containers/entrypoint.sh')
const SHELLS = [['sh'], ['bash', '--posix'], ['busybox', 'sh']]
const there = SHELLS.filter(([command = '', ...args]) => spawnSync(command, [...args, '-c', 'exit 0']).status === 0)

/** What a pass may end with, and whether the component starts after it where a failure stops it. */
const codes = [
  { code: 0, startsAnyway: true, says: /^$/ },
  { code: 1, startsAnyway: false, says: /the pass failed \(1\)/ },
  { code: 2, startsAnyway: true, says: /still to be done here \(2\)/ },
  { code: 20, startsAnyway: true, says: /refused and waits for a person \(20\)/ },
  { code: 21, startsAnyway: true, says: /not verified, and is not registered \(21\)/ },
  { code: 22, startsAnyway: true, says: /stale or was rolled back.* \(22\)/ },
  { code: 23, startsAnyway: false, says: /the pass failed \(23\)/ },
  { code: 24, startsAnyway: true, says: /in use by somebody else \(24\)/ },
  { code: 25, startsAnyway: false, says: /the pass failed \(25\)/ },
  { code: 26, startsAnyway: false, says: /the pass failed \(26\)/ },
  { code: 64, startsAnyway: false, says: /the pass failed \(64\)/ },
  { code: 137, startsAnyway: false, says: /the pass failed \(137\)/ },
] as const

for (const shell of there) {
  suite(`entrypoint.sh by ${shell.join(' ')}`, (test) => {
    for (const { code, startsAnyway, says } of codes) {
      test(`starts the component after a pass that ended with ${code}`, () =>
        withSite(`echo "$*" > "$0.args"; exit ${code}`, (site) => {
          const { status, stdout, stderr } = run(shell, site)

          assert.is(stdout, 'started: a b|c\n')
          assert.is(status, 7)
          assert.match(stderr, says)
          assert.is(readFileSync(join(site, 'fbm-gitops.args'), 'utf8'), 'reconcile --offline\n')
        }))

      test(`${startsAnyway ? 'starts it' : 'does not start it'} where a failure stops it and the pass ended with ${code}`, () =>
        withSite(`exit ${code}`, (site) => {
          const { status, stdout } = run(shell, site, { FBM_GITOPS_ON_FAILURE: 'stop' })

          assert.is(stdout, startsAnyway ? 'started: a b|c\n' : '')
          assert.is(status, startsAnyway ? 7 : code)
        }))
    }

    test('starts the component where there is no reconciler', () =>
      withSite('', (site) => {
        const { status, stderr } = run(shell, site, { FBM_GITOPS_PROGRAM: '/nowhere/fbm-gitops' })

        assert.is(status, 7)
        assert.match(stderr, /the pass failed \(127\)/)
      }))

    test('runs no pass where there is no component yet', () =>
      withSite('echo ran', (site) => {
        const { status, stdout, stderr } = run(shell, site, { FBM_GITOPS_COMPONENT: join(site, 'new') })

        assert.is(stdout, 'started: a b|c\n')
        assert.is(status, 7)
        assert.match(stderr, /no component in .*new yet/)
      }))

    test('does not take a directory that is not there for a new component where a failure stops it', () =>
      withSite('echo ran', (site) => {
        const stop = { FBM_GITOPS_ON_FAILURE: 'stop' }
        const misspelt = run(shell, site, { ...stop, FBM_GITOPS_COMPONENT: join(site, 'misspelt') })
        mkdirSync(join(site, 'new'))
        const fresh = run(shell, site, { ...stop, FBM_GITOPS_COMPONENT: join(site, 'new') })

        assert.is(misspelt.stdout, '')
        assert.is(misspelt.status, 64)
        assert.match(misspelt.stderr, /there is no directory .*misspelt/)
        assert.is(fresh.stdout, 'started: a b|c\n')
      }))

    test('becomes the component, instead of waiting beside it', () =>
      withSite('exit 0', async (site) => {
        const child = spawn(...command(shell, ['sh', '-c', 'echo $$']), options(site))
        let stdout = ''
        child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
        await once(child, 'close')

        assert.is(stdout, `${child.pid ?? 0}\n`)
      }))

    test('lets a pass end that is told to stop, and starts nothing then', () =>
      withSite("trap 'sleep 0.2; echo told; exit 0' TERM; : > \"$0.ready\"; while :; do sleep 0.05; done", async (site) => {
        const child = spawn(...command(shell, ['echo', 'started']), options(site))
        let stdout = ''
        child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
        await until('the pass runs', () => existsSync(join(site, 'fbm-gitops.ready')))
        child.kill('SIGTERM')
        const [status] = (await once(child, 'close')) as [number]

        assert.is(stdout, 'told\n')
        assert.is(status, 143)
      }))

    test('hears it from the first moment of the pass on', () =>
      withSite('kill -TERM "$PPID"; sleep 5 & trap "kill $!; exit 0" TERM; wait', (site) => {
        for (let attempt = 0; attempt < 10; attempt += 1) {
          const { status, stdout, stderr } = run(shell, site)

          assert.is(stdout, '')
          assert.is(status, 143)
          assert.match(stderr, 'told to stop')
        }
      }))

    for (const { name, args, env } of [
      { name: 'no command', args: [], env: {} },
      { name: 'no component named', args: ['true'], env: { FBM_GITOPS_COMPONENT: '' } },
      { name: 'a policy that there is not', args: ['true'], env: { FBM_GITOPS_ON_FAILURE: 'perhaps' } },
    ]) {
      test(`refuses ${name}`, () =>
        withSite('echo ran', (site) => {
          const { status, stdout } = spawnSync(...command(shell, args), { ...options(site, env), encoding: 'utf8' })

          assert.is(status, 64)
          assert.is(stdout, '')
        }))
    }
  })
}

/** Lends a directory with a component that is set up, and a script in the reconciler's place. */
async function withSite(script: string, body: (directory: string) => void | Promise<void>): Promise<void> {
  const files = { 'fbm-gitops': `#!/bin/sh\n${script}\n`, 'component/etc/config_node.ini': '[default]\n' }
  await withDirectory(files, body)
}

function command([file = '', ...args]: readonly string[], component: readonly string[]): [string, string[]] {
  return [file, [...args, ENTRYPOINT, ...component]]
}

function options(site: string, env: Readonly<Record<string, string>> = {}): { env: NodeJS.ProcessEnv } {
  const fixed = { FBM_GITOPS_COMPONENT: join(site, 'component'), FBM_GITOPS_PROGRAM: join(site, 'fbm-gitops') }
  return { env: { PATH: process.env['PATH'], ...fixed, ...env } }
}

/** Starts a component that says its arguments and ends with 7. */
function run(shell: readonly string[], site: string, env: Readonly<Record<string, string>> = {}) {
  const component = ['sh', '-c', 'echo "started: $1|$2"; exit 7', 'component', 'a b', 'c']
  return spawnSync(...command(shell, component), { ...options(site, env), encoding: 'utf8' })
}
