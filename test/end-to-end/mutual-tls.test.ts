import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import * as assert from 'uvu/assert'
import { layOutComponent, type ComponentTreePaths } from '../../src/demo/component-tree.ts'
import { issueTlsCertificate, type IssuedCertificate } from '../../src/demo/issue-certificate.ts'
import { initJson } from '../commands/helpers/founding.ts'
import { git, publishJson } from '../commands/helpers/publishing.ts'
import { captureJson } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { MEMBERS, type MemberName } from '../helpers/federation.ts'
import { listen } from '../helpers/free-port.ts'
import { withPython, type Python } from '../helpers/python.ts'
import { withRepository, type TestRepository } from '../helpers/repository.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'

type Json = Awaited<ReturnType<typeof captureJson>>

/** One component, and the certificate that it has now. */
interface Site {
  readonly tree: ComponentTreePaths
  issued: IssuedCertificate
}

/** The federation as it comes to be. */
interface Stage {
  readonly repository: TestRepository
  readonly sites: Readonly<Record<MemberName, Site>>
}

const NAMES = ['server', 'a', 'b'] as const
const [SERVER, A, B] = NAMES.map((name) => MEMBERS[name].id) as [string, string, string]
const DAY_MS = 86_400_000

let python: Python | undefined
await withPython('what TinyDB reads of a federation with mutual TLS', (lent) => {
  python = lent
  return Promise.resolve()
})

suite('a federation with mutual TLS', (test) => {
  test('is begun, declared, registered, examined, rotated, reduced and left', () =>
    withStage(async (stage) => {
      await begin(stage)
      await registerAll(stage)
      await examine(stage)
      await beginFromRegistry(stage)
      await rotate(stage)
      await remove(stage)
      await denyTheLast(stage)
      await leave(stage)
    }))
})

async function begin({ repository, sites }: Stage): Promise<void> {
  const cwd = repository.top
  expect(await initJson(cwd, ['--federation-name', 'tls-network', '--profile', 'mutual-tls']), 0)
  await repository.commit('Begin the federation')
  for (const name of NAMES) {
    await publish({ repository, sites }, name, ['--name', name])
    expect(await run({ repository, sites }, name, ['fingerprint']), 0)
  }
}

async function registerAll(stage: Stage): Promise<void> {
  const { sites } = stage
  const server = expect(await reconcile(stage, 'server'), 0)
  assert.equal(told(server), { [A]: 'register done next-handshake', [B]: 'register done next-handshake' })
  for (const name of ['a', 'b'] as const) {
    assert.equal(told(expect(await reconcile(stage, name), 0)), { [SERVER]: 'register done restart-node' })
  }
  assert.equal(await registered(stage), [[A, B].sort(), [SERVER], [SERVER]])

  const before = NAMES.map((name) => readFileSync(sites[name].tree.registryFile))
  for (const name of NAMES) expect(await reconcile(stage, name), 0)
  for (const [index, name] of NAMES.entries()) {
    assert.ok(readFileSync(sites[name].tree.registryFile).equals(before[index] ?? Buffer.alloc(0)))
    assert.equal(conditionOf(expect(await run(stage, name, ['status']), 0), 'Ready'), 'true InSync')
  }
  assert.is(classOf(expect(await run(stage, 'a', ['explain', 'server']), 0)), 'matching')
}

/** The server of the test is a real one, with key and certificate of the researcher. */
async function examine(stage: Stage): Promise<void> {
  const { server, b } = stage.sites
  await presenting(server.issued, async (env) => {
    for (const name of NAMES) assert.equal(await probe(stage, name, env), [0, 'ok'], name)
  })
  await presenting(b.issued, async (env) => {
    assert.equal(await probe(stage, 'a', env), [21, 'SERVER_CERTIFICATE_OTHER'])
  })
}

/** What one component holds makes a federation in which it has nothing to do. */
async function beginFromRegistry({ sites }: Stage): Promise<void> {
  for (const name of ['server', 'a'] as const) {
    await withDirectory({}, async (root) => {
      const component = join(root, 'component')
      cpSync(sites[name].tree.directory, component, { recursive: true })
      rmSync(join(component, 'var/fbm-gitops'), { recursive: true })
      const federation = join(root, 'federation')
      const flags = ['--federation-name', 'another', '--from-registry', '--component', component]
      const begun = expect(await initJson(root, [federation, ...flags]), 0)
      assert.is((begun.json['parties'] as readonly unknown[]).length, name === 'server' ? 3 : 2)
      const plan = await captureJson(['plan', '--component', component, '--federation', federation])
      assert.equal(expect(plan, 0).json['changes'], [])
    })
  }
}

async function rotate(stage: Stage): Promise<void> {
  const old = stage.sites.server.issued
  await renew(stage, 'server')
  await publish(stage, 'server')
  for (const name of ['a', 'b'] as const) {
    expect(await reconcile(stage, name), 20)
    const followed = expect(await reconcile(stage, name, '--allow-replace', SERVER), 0)
    assert.equal(told(followed), { [SERVER]: 'replace done restart-node' })
  }
  // The researcher was not restarted yet, and presents what it read at its start.
  await presenting(old, async (env) => {
    assert.equal(await probe(stage, 'a', env), [21, 'SERVER_CERTIFICATE_OTHER'])
    assert.is((await probe(stage, 'server', env))[1], 'SERVER_CERTIFICATE_OUTDATED')
  })
  await presenting(stage.sites.server.issued, async (env) => {
    for (const name of NAMES) assert.equal(await probe(stage, name, env), [0, 'ok'], name)
  })

  await renew(stage, 'b')
  assert.ok(codesOf(expect(await run(stage, 'b', ['plan']), 21)).includes('SELF_CERTIFICATE'))
  await publish(stage, 'b')
  assert.equal(told(expect(await reconcile(stage, 'server'), 0)), { [B]: 'replace done next-handshake' })
  assert.equal(await registered(stage), [[A, B].sort(), [SERVER], [SERVER]])
}

async function remove(stage: Stage): Promise<void> {
  const { repository } = stage
  const file = 'federation/federation.yaml'
  const text = readFileSync(join(repository.top, file), 'utf8')
  const without = text.replace(new RegExp(`^  - name: b\\n(?:    .*\\n)*`, 'm'), '')
  assert.not.match(without, B)
  writeFileSync(join(repository.top, file), `${without}removed:\n  - id: ${B}\n    reason: study closed\n`)
  await repository.commit('Remove b')

  assert.equal(told(expect(await reconcile(stage, 'server'), 0)), { [B]: 'delete done restart-researcher' })
  assert.ok(codesOf(expect(await reconcile(stage, 'b'), 20)).includes('SELF_REMOVED'))
  assert.equal(await registered(stage), [[A], [SERVER], [SERVER]])
}

/** The decision of the site wins, and is taken back; the registry as it was before comes back, too. */
async function denyTheLast(stage: Stage): Promise<void> {
  const { directory } = stage.sites.server.tree
  const local = ['--component', directory]
  expect(await captureJson(['deny', A, ...local]), 0)
  assert.equal(told(expect(await reconcile(stage, 'server'), 0)), { [A]: 'delete done stop-researcher' })
  assert.equal((await registered(stage))[0], [])
  expect(await captureJson(['allow', A, ...local]), 0)

  const { json } = expect(await captureJson(['restore', ...local]), 0)
  const backups = json['backups'] as readonly { readonly name: string }[]
  const last = backups.find(({ name }) => /delete/.test(name))?.name ?? ''
  expect(await captureJson(['restore', last, ...local, '--offline', '--yes']), 0)
  assert.equal((await registered(stage))[0], [A])
  assert.equal(told(expect(await reconcile(stage, 'server'), 0)), {})
}

async function leave(stage: Stage): Promise<void> {
  for (const name of ['b', 'a'] as const) {
    const { directory } = stage.sites[name].tree
    const left = expect(await captureJson(['leave', '--component', directory, '--offline']), 0)
    assertMatchesSchema('leave', left.json)
    assert.equal(told(left), { [SERVER]: 'delete done stop-node' })
  }
  assert.equal(await registered(stage), [[A], [], []])
  // `b` was removed and has left: all is well. `a` is declared still.
  assert.ok(codesOf(expect(await reconcile(stage, 'b'), 0)).includes('SELF_LEFT'))
  assert.ok(codesOf(expect(await reconcile(stage, 'a'), 20)).includes('SELF_LEFT_DECLARED'))
}

/** Lends an empty repository, and three components as the coming Fed-BioMed leaves them after their creation. */
async function withStage(body: (stage: Stage) => Promise<void>): Promise<void> {
  const certificates = await Promise.all(NAMES.map(issue))
  await withRepository({}, (repository) =>
    withDirectory({}, async (root) => {
      const settle = (name: MemberName): Site => {
        const issued = certificates[NAMES.indexOf(name)]
        if (issued === undefined) throw new Error(`No certificate for ${name}.`)
        const { role, id } = MEMBERS[name]
        return { tree: layOutComponent({ directory: join(root, name), family: 'D', role, id, ...issued }), issued }
      }
      await body({ repository, sites: { server: settle('server'), a: settle('a'), b: settle('b') } })
    }),
  )
}

function issue(name: MemberName): Promise<IssuedCertificate> {
  const { role, id: partyId } = MEMBERS[name]
  const host = role === 'researcher' ? 'localhost' : undefined
  const validity = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + 4 * 365 * DAY_MS }
  return issueTlsCertificate({ partyId, host, ...validity })
}

/** Gives a component a new key and certificate, as `certificate generate --force` does. */
async function renew({ sites }: Stage, name: MemberName): Promise<void> {
  const site = sites[name]
  site.issued = await issue(name)
  writeFileSync(site.tree.certificateFile, site.issued.certificatePem)
  writeFileSync(site.tree.certificateFile.replace(/pem$/, 'key'), site.issued.privateKeyPem)
}

/** Publishes as the site's administrator, and merges as the coordinator. */
async function publish({ repository, sites }: Stage, name: MemberName, more: readonly string[] = []): Promise<void> {
  const { json } = expect(await publishJson([...locate({ repository, sites }, name), ...more]), 0)
  const branch = String(json['branch'])
  git(repository.top, ['checkout', '--quiet', 'main'])
  git(repository.top, ['merge', '--quiet', '--no-edit', branch])
  git(repository.top, ['branch', '--quiet', '-D', branch])
}

/** Lends the variables that lead to a TLS server which presents this certificate. */
async function presenting(
  { certificatePem: cert, privateKeyPem: key }: IssuedCertificate,
  body: (env: NodeJS.ProcessEnv) => Promise<void>,
): Promise<void> {
  const server = createServer({ cert, key })
  const port = String(await listen(server, 0))
  const host = '127.0.0.1'
  try {
    await body({
      ...process.env,
      ...{ FBM_RESEARCHER_IP: host, FBM_RESEARCHER_PORT: port, FBM_SERVER_HOST: host, FBM_SERVER_PORT: port },
    })
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

/** The exit code of `doctor --probe`, and what it found of the certificate that is presented. */
async function probe(stage: Stage, name: MemberName, env: NodeJS.ProcessEnv): Promise<readonly [number, string]> {
  const { exitCode, json } = await captureJson(['doctor', ...locate(stage, name), '--probe'], { env })
  assertMatchesSchema('doctor', json)
  const [component] = json['components'] as readonly { readonly findings: readonly Finding[] }[]
  const presented = component?.findings.find(({ check }) => check === 'server-certificate')
  return [exitCode, presented?.code ?? presented?.result ?? 'none']
}

interface Finding {
  readonly check: string
  readonly result: string
  readonly code?: string
}

function locate({ repository, sites }: Stage, name: MemberName): readonly string[] {
  return ['--component', sites[name].tree.directory, '--federation', join(repository.top, 'federation')]
}

async function run(stage: Stage, name: MemberName, argv: readonly string[]): Promise<Json> {
  const where = argv[0] === 'status' ? locate(stage, name).slice(0, 2) : locate(stage, name)
  const captured = await captureJson([...argv, ...where])
  assertMatchesSchema(argv[0] ?? '', captured.json)
  return captured
}

function reconcile(stage: Stage, name: MemberName, ...more: readonly string[]): Promise<Json> {
  return run(stage, name, ['reconcile', '--offline', ...more])
}

function expect(result: Json, exitCode: number): Json {
  assert.is(result.exitCode, exitCode, result.stdout)
  return result
}

function told({ json }: Json): Readonly<Record<string, string>> {
  const outcomes = json['outcomes'] as readonly Readonly<Record<string, string>>[]
  return Object.fromEntries(
    outcomes.map(({ party = '', kind, result, effect }) => [party, `${kind} ${result} ${effect}`]),
  )
}

function codesOf({ json }: Json): readonly string[] {
  return (json['problems'] as readonly { readonly code: string }[]).map(({ code }) => code)
}

function conditionOf({ json }: Json, type: string): string {
  const [component] = json['components'] as readonly { readonly conditions: readonly Record<string, string>[] }[]
  const condition = component?.conditions.find((each) => each['type'] === type)
  return `${condition?.['status']} ${condition?.['reason']}`
}

function classOf({ json }: Json): unknown {
  return (json['drift'] as { readonly class: string }).class
}

/** The parties that each registry holds, as plain JSON and, where it is at hand, as TinyDB reads them. */
async function registered({ sites }: Stage): Promise<readonly (readonly string[])[]> {
  const files = NAMES.map((name) => sites[name].tree.registryFile)
  const held = files.map((file) => readParties(file))
  const answers = await python?.ask('read_registrations.py', files)
  for (const [index, answer] of (Array.isArray(answers) ? answers : []).entries()) {
    assert.equal(Object.keys((answer as { readonly registrations: object }).registrations).sort(), held[index])
  }
  return held
}

function readParties(file: string): readonly string[] {
  const tables = JSON.parse(readFileSync(file, 'utf8').replace(/: NaN\b/g, ': null')) as {
    readonly Certificates?: Readonly<Record<string, Readonly<Record<string, string>>>>
  }
  const rows = Object.values(tables.Certificates ?? {})
  for (const row of rows) assert.equal(Object.keys(row), ['certificate', 'component_id'])
  return rows.map(({ component_id = '' }) => component_id).sort()
}
