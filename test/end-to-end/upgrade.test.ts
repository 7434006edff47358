import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { layOutComponent, type ComponentTreePaths } from '../../src/demo/component-tree.ts'
import { issueCertificate, issueTlsCertificate } from '../../src/demo/issue-certificate.ts'
import { git, publishJson } from '../commands/helpers/publishing.ts'
import { captureJson } from '../helpers/capture.ts'
import { MEMBERS, withFederation, type MemberName, type TestFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'

type Json = Awaited<ReturnType<typeof captureJson>>

const NAMES = ['server', 'a', 'b'] as const
const [SERVER, A, B] = NAMES.map((name) => MEMBERS[name].id) as [string, string, string]
const DAY_MS = 86_400_000

suite('an upgrade from MP-SPDZ by bookkeeping to mutual TLS', (test) => {
  test('leads every site to complete registries, and touches nothing else in them', () =>
    withFederation(async (federation) => {
      const { trees } = federation
      for (const name of NAMES) expect(await reconcile(federation, name), 0)
      const others = NAMES.map((name) => readOtherTables(trees[name]))

      await moveToParty(federation)
      await moveToMutualTls(federation)

      assert.equal(
        NAMES.map((name) => readOtherTables(trees[name])),
        others,
      )
      for (const name of NAMES) {
        const { json } = expect(await run(federation, name, ['plan']), 0)
        assert.equal(json['changes'], [])
      }
    }))

  test('lets nobody wait for a site that is late', () =>
    withFederation(async (federation) => {
      const { trees } = federation
      for (const name of NAMES) expect(await reconcile(federation, name), 0)
      await moveToParty(federation)
      await declareProfile(federation, 'mutual-tls')
      for (const name of ['server', 'a'] as const) await upgrade(federation, name, 'D')
      await publish(federation, 'a')

      // What a node trusted so far stays, so that it cannot be led to another researcher by way of none.
      const early = expect(await reconcileUntouched(federation, 'a'), 21)
      assert.equal(told(early), { [B]: 'delete refused undefined' })
      await publish(federation, 'server')

      // The row of `b` is of no use to the researcher any more, and would make the official code stumble.
      const first = expect(await reconcile(federation, 'server'), 21)
      assert.equal(told(first), { [A]: 'replace done next-handshake', [B]: 'delete done none' })
      const node = expect(await reconcile(federation, 'a', '--allow-replace', SERVER), 0)
      assert.equal(told(node), { [SERVER]: 'replace done restart-node', [B]: 'delete done none' })
      assert.equal(readRows(trees.server), [A])
      assert.equal(readRows(trees.a), [SERVER])

      await upgrade(federation, 'b', 'D')
      await publish(federation, 'b')
      const second = expect(await reconcile(federation, 'server'), 0)
      assert.equal(told(second), { [B]: 'register done next-handshake' })
    }))

  test('asks before it gives up what was registered by hand in a row of an older Fed-BioMed', () =>
    withFederation(async (federation) => {
      const { trees } = federation
      for (const name of NAMES) expect(await reconcile(federation, name), 0)
      await declareProfile(federation, 'mutual-tls')
      for (const name of NAMES) await upgrade(federation, name, 'D')
      for (const name of NAMES) await publish(federation, name)
      const registry = readFileSync(trees.a.registryFile, 'utf8')
      const row = `"9": {"certificate": "x", "party_id": "NODE_by_hand", "component": "NODE"}`
      layOut(federation, 'a', 'D', registry.replace('"Certificates": {', `"Certificates": {${row}, `))
      const before = readFileSync(trees.a.registryFile)

      const refused = expect(await reconcile(federation, 'a', '--allow-replace', SERVER), 20)

      assert.ok(readFileSync(trees.a.registryFile).equals(before))
      const [problem] = problemsOf(refused, 'OLDER_ROWS_LEFT')
      assert.match(problem?.remedy ?? '', `--adopt NODE_by_hand --allow-replace ${SERVER}`)
      const done = expect(await reconcile(federation, 'a', '--adopt', 'NODE_by_hand', '--allow-replace', SERVER), 0)
      assert.equal(Object.keys(told(done)).sort(), [B, SERVER, 'NODE_by_hand'].sort())
      assert.equal(readRows(trees.a), [SERVER])
    }))
})

/** Every site upgrades when it likes: before its federation, or after it. */
async function moveToParty(federation: TestFederation): Promise<void> {
  await upgrade(federation, 'a', 'C')
  const early = expect(await reconcileUntouched(federation, 'a'), 25)
  assert.match(problemsOf(early, 'PROFILE_MISMATCH')[0]?.remedy ?? '', 'docs/upgrading.md')
  assert.is((await publishJson(federation.locate('a'))).exitCode, 25)

  await declareProfile(federation, 'party')
  const late = expect(await reconcileUntouched(federation, 'server'), 25)
  assert.match(problemsOf(late, 'PROFILE_MISMATCH')[0]?.remedy ?? '', 'upgrade the component')
  await publish(federation, 'a')
  for (const name of ['server', 'b'] as const) {
    await upgrade(federation, name, 'C')
    await publish(federation, name)
  }

  const told1 = told(expect(await reconcile(federation, 'server'), 0))
  assert.equal(told1, { [A]: 'replace done none', [B]: 'replace done none' })
  for (const name of ['a', 'b'] as const) await confirmResearcher(federation, name)
}

async function moveToMutualTls(federation: TestFederation): Promise<void> {
  const { trees } = federation
  await upgrade(federation, 'a', 'D')
  expect(await reconcileUntouched(federation, 'a'), 25)
  await declareProfile(federation, 'mutual-tls')
  const late = expect(await reconcileUntouched(federation, 'server'), 25)
  assert.match(problemsOf(late, 'PROFILE_MISMATCH')[0]?.remedy ?? '', 'mutual_authentication = True')
  for (const name of ['server', 'b'] as const) await upgrade(federation, name, 'D')
  // The certificates of all others are still of the old form, which hinders nobody.
  for (const name of NAMES) await publish(federation, name)

  const server = told(expect(await reconcile(federation, 'server'), 0))
  assert.equal(server, { [A]: 'replace done next-handshake', [B]: 'replace done next-handshake' })
  for (const name of ['a', 'b'] as const) await confirmResearcher(federation, name)
  assert.equal(readRows(trees.server).sort(), [A, B].sort())
  assert.equal([readRows(trees.a), readRows(trees.b)], [[SERVER], [SERVER]])
}

/** A new certificate of the researcher is never followed without a word, and the rest waits for it. */
async function confirmResearcher(federation: TestFederation, name: 'a' | 'b'): Promise<void> {
  const refused = expect(await reconcileUntouched(federation, name), 20)
  expect(await reconcile(federation, name, ...flagsIn(refused, 'BRAKE_RESEARCHER')), 0)
}

/** Lays a component out as the next family has it; the registry and what lies beside it stay. */
async function upgrade(federation: TestFederation, name: MemberName, family: 'C' | 'D'): Promise<void> {
  const { directory } = federation.trees[name]
  rmSync(join(directory, 'etc'), { recursive: true })
  const { role, id } = MEMBERS[name]
  const validity = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + 4 * 365 * DAY_MS, partyId: id }
  const host = role === 'researcher' ? 'localhost' : undefined
  issued.set(
    directory,
    family === 'C'
      ? await issueCertificate({ ...validity, commonName: '*' })
      : await issueTlsCertificate({ ...validity, host }),
  )
  layOut(federation, name, family)
}

const issued = new Map<string, Awaited<ReturnType<typeof issueCertificate>>>()

function layOut(federation: TestFederation, name: MemberName, family: 'C' | 'D', registry?: string): void {
  const { directory, registryFile } = federation.trees[name]
  const { role, id } = MEMBERS[name]
  const certificate = issued.get(directory)
  if (certificate === undefined) throw new Error(`${name} has no certificate yet.`)
  layOutComponent({
    directory,
    family,
    role,
    id,
    ...certificate,
    registry: registry ?? readFileSync(registryFile, 'utf8'),
  })
}

/** Addresses are of MP-SPDZ alone. */
async function declareProfile({ repository }: TestFederation, profile: 'party' | 'mutual-tls'): Promise<void> {
  const file = 'federation/federation.yaml'
  const text = readFileSync(join(repository.top, file), 'utf8')
  const lines = text.split('\n').filter((line) => !/^\s*(?:network|ip|port):/.test(line))
  repository.write({ [file]: lines.join('\n').replace(/^profile: .*$/m, `profile: ${profile}`) })
  await repository.commit(`Move to ${profile}`)
}

/** Publishes as the site's administrator, and merges as the coordinator. */
async function publish({ repository, locate }: TestFederation, name: MemberName): Promise<void> {
  const { exitCode, json, stdout } = await publishJson(locate(name))
  assert.is(exitCode, 0, stdout)
  assert.equal(json['changes'], ['replaces', 'certificate'])
  git(repository.top, ['checkout', '--quiet', 'main'])
  git(repository.top, ['merge', '--quiet', '--no-edit', String(json['branch'])])
  git(repository.top, ['branch', '--quiet', '-D', String(json['branch'])])
}

async function run({ locate }: TestFederation, name: MemberName, argv: readonly string[]): Promise<Json> {
  const captured = await captureJson([...argv, ...locate(name)])
  assertMatchesSchema(argv[0] ?? '', captured.json)
  return captured
}

function reconcile(federation: TestFederation, name: MemberName, ...more: readonly string[]): Promise<Json> {
  return run(federation, name, ['reconcile', '--offline', ...more])
}

async function reconcileUntouched(federation: TestFederation, name: MemberName): Promise<Json> {
  const { registryFile } = federation.trees[name]
  const before = readFileSync(registryFile)
  const result = await reconcile(federation, name)
  assert.ok(readFileSync(registryFile).equals(before))
  return result
}

function expect(result: Json, exitCode: number): Json {
  assert.is(result.exitCode, exitCode, result.stdout)
  return result
}

function told({ json }: Json): Readonly<Record<string, string>> {
  const outcomes = json['outcomes'] as readonly Readonly<Record<string, string>>[]
  return Object.fromEntries(
    outcomes.map(({ party = '', kind, result, effect }) => [party, `${kind} ${result} ${effect}`] as const),
  )
}

function problemsOf({ json }: Json, code: string): readonly { readonly remedy: string }[] {
  const problems = json['problems'] as readonly { readonly code: string; readonly remedy: string }[]
  return problems.filter((problem) => problem.code === code)
}

/** The decisions in the command that a problem names to go on. */
function flagsIn(result: Json, code: string): readonly string[] {
  const [problem] = problemsOf(result, code)
  return (
    /(?: --(?:allow-replace|allow-delete|adopt|overwrite) \S+)+$/
      .exec(problem?.remedy ?? '')?.[0]
      .trim()
      .split(' ') ?? []
  )
}

function readTables({ registryFile }: ComponentTreePaths): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(registryFile, 'utf8').replace(/: NaN\b/g, ': null')) as Record<string, unknown>
}

/** The parties of a registry all of whose rows are exactly as mutual TLS has them. */
function readRows(tree: ComponentTreePaths): string[] {
  const table = readTables(tree)['Certificates'] as Readonly<Record<string, Readonly<Record<string, string>>>>
  const rows = Object.values(table)
  for (const row of rows) assert.equal(Object.keys(row), ['certificate', 'component_id'])
  return rows.map(({ component_id = '' }) => component_id)
}

/** All of a registry that is none of our business, byte for byte. */
function readOtherTables({ registryFile }: ComponentTreePaths): string {
  const text = readFileSync(registryFile, 'utf8').trimEnd()
  const cut = text.replace(/, "Certificates": \{.*\}\}$/s, '')
  assert.ok(cut.length > 300 && cut.length < text.length)
  return cut
}
