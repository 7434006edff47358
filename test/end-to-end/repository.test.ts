import { spawn } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { locateState } from '../../src/io/state/state-directory.ts'
import { capture } from '../helpers/capture.ts'
import { MEMBERS, readRegistrations, withFederation, type TestFederation } from '../helpers/federation.ts'
import { withHttpsServer } from '../helpers/https-server.ts'
import { processesNaming } from '../helpers/processes.ts'
import { shareRepository, type SharedRepository } from '../helpers/shared-repository.ts'
import { hasSshServer, withSshServer } from '../helpers/ssh-server.ts'
import { announceSkip, suite } from '../helpers/suite.ts'
import { makeAuthority } from '../helpers/tls.ts'

const PROGRAM = join(import.meta.dirname, '../../dist/fbm-gitops.cjs')
const TOKEN = 'glpat-s3cr3tT0ken'
const NOBODY = 65_533

interface Stage extends TestFederation {
  readonly shared: SharedRepository
}

if (hasSshServer('the program by ssh')) {
  suite('the program by ssh', (test) => {
    test('registers everybody, and does nothing the second time', () =>
      onStage(({ shared, trees }) =>
        withSshServer({}, async ({ url, key, knownHosts }) => {
          const flags = ['--repository', url(shared.directory), '--ssh-key', key, '--known-hosts', knownHosts]
          const argv = ['reconcile', '--offline', '--component', trees.a.directory, ...flags]
          const first = await runBuilt(argv, shared.root)
          assert.is(first.exitCode, 0, first.output)
          assert.equal(Object.keys(readRegistrations(trees.a)).sort(), [MEMBERS.b.id, MEMBERS.server.id].sort())
          const second = await runBuilt(argv, shared.root)
          assert.is(second.exitCode, 0, second.output)
          assert.match(second.output, 'Nothing to do.')
        }),
      ))
  })
}

suite('the program by https', (test) => {
  test('registers everybody with a token that is seen nowhere', () =>
    onStage(async ({ shared, trees }) => {
      const authority = makeAuthority()
      const files = { ca: join(shared.root, 'ca.pem'), token: join(shared.root, 'token') }
      writeFileSync(files.ca, authority.certificate)
      writeFileSync(files.token, `${TOKEN}\n`, { mode: 0o600 })
      const seen: string[] = []
      const answer = (): boolean => {
        seen.push(...processesNaming('git'))
        return false
      }
      const login = `x-access-token:${TOKEN}`
      const server = { root: shared.root, identity: authority.issue(), login, answer }
      await withHttpsServer(server, async ({ url }) => {
        const flags = ['--repository', url('shared.git'), '--ca-file', files.ca, '--token-file', files.token]
        const argv = ['reconcile', '--offline', '--component', trees.a.directory, ...flags]
        const { exitCode, output } = await runBuilt(argv, shared.root)

        assert.is(exitCode, 0, output)
        assert.is(Object.keys(readRegistrations(trees.a)).length, 2)
        assert.ok(
          seen.some((line) => line.includes('credential.https://127.0.0.1')),
          'the fetch was looked at',
        )
        for (const text of [output, ...seen, ...contentsBelow(dirname(locateState(trees.a.registryFile).path))]) {
          assert.not.ok(text.includes(TOKEN))
        }
      })
    }))

  test('does not even ask another server than that of the settings, whose token would be told to it', () =>
    onStage(async ({ shared, trees }) => {
      const authority = makeAuthority()
      writeFileSync(join(shared.root, 'ca.pem'), authority.certificate)
      writeFileSync(join(shared.root, 'token'), `${TOKEN}\n`, { mode: 0o600 })
      const server = { root: shared.root, identity: authority.issue(), login: `x-access-token:${TOKEN}` }
      await withHttpsServer(server, async (own) => {
        await withHttpsServer(server, async (other) => {
          const https = 'https: { tokenFile: token, caFile: ca.pem }'
          const settings = `apiVersion: fbm-gitops/v1\nsource: { repository: '${own.url('shared.git')}', ${https} }\n`
          writeFileSync(join(shared.root, 'settings.yaml'), settings, { mode: 0o644 })
          const argv = ['plan', '--settings', join(shared.root, 'settings.yaml'), '--component', trees.a.directory]
          const elsewhere = await runBuilt([...argv, '--repository', other.url('shared.git')], shared.root)
          assert.is(elsewhere.exitCode, 64, elsewhere.output)
          assert.match(elsewhere.output, 'CREDENTIAL_ELSEWHERE')
          assert.equal(other.requests, [])
          const there = await runBuilt([...argv, '--repository', own.url('shared.git')], shared.root)
          assert.is(there.exitCode, 2, there.output)
          assert.ok(own.requests.some(({ authorization }) => authorization === server.login))
        })
      })
    }))
})

suite('root', (test) => {
  if (process.getuid?.() !== 0) {
    announceSkip('fetching as the owner of the registry', 'this is not root')
    test('is not tried here', () => undefined)
    return
  }

  test("fetches as the registry's owner, who owns all of the mirror and must be able to read the credentials", () =>
    onStage(({ shared, trees }) => {
      const { directory, registryFile } = trees.a
      chownBelow(directory, NOBODY)
      for (const path of [dirname(directory), shared.root]) chmodSync(path, 0o755)
      return withHttpsServer({ root: shared.root, identity: makeAuthority().issue() }, async ({ url }) => {
        const source = ['--repository', shared.directory]
        const argv = ['reconcile', '--offline', '--component', directory]
        const { exitCode, stderr } = await capture([...argv, ...source])
        assert.is(exitCode, 0, stderr)
        const { mirror } = locateState(registryFile)
        for (const name of ['.', ...readdirSync(mirror, { recursive: true, encoding: 'utf8' })]) {
          assert.is(lstatSync(join(mirror, name)).uid, NOBODY, name)
        }
        const token = join(shared.root, 'token')
        writeFileSync(token, TOKEN, { mode: 0o600 })
        const refused = await capture([...argv, '--repository', url('shared.git'), '--token-file', token])
        assert.is(refused.exitCode, 22)
        assert.match(refused.stderr, `by user ${NOBODY}, who owns the registry`)
      })
    }))
})

function onStage(body: (stage: Stage) => void | Promise<void>): Promise<void> {
  return withFederation((federation) => body({ ...federation, shared: shareRepository(federation.repository) }))
}

/** With the programs of this machine, and a home of its own. */
function runBuilt(
  argv: readonly string[],
  cwd: string,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const env = { PATH: process.env['PATH'], HOME: cwd }
  const child = spawn(process.execPath, [PROGRAM, ...argv], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve) => {
    child.on('close', (exitCode) => {
      resolve({ exitCode, output })
    })
  })
}

function chownBelow(directory: string, uid: number): void {
  for (const name of ['.', ...readdirSync(directory, { recursive: true, encoding: 'utf8' })]) {
    chownSync(join(directory, name), uid, uid)
  }
}

function contentsBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => lstatSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
}
