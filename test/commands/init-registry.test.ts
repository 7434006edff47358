import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { ComponentTreePaths } from '../../src/demo/component-tree.ts'
import type { FamilyTreeName } from '../../src/demo/families.ts'
import { issueCertificate, issueTlsCertificate } from '../../src/demo/issue-certificate.ts'
import { realWorld } from '../../src/io/world/world.ts'
import { BASE_IDS, baseCertificate, type BaseName } from '../helpers/bad-base.ts'
import { captureJson } from '../helpers/capture.ts'
import { aComponentTree } from '../helpers/component-tree.ts'
import { withDirectory } from '../helpers/directory.ts'
import { withPython, type Python } from '../helpers/python.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import { init, initJson } from './helpers/founding.ts'
import { git } from './helpers/publishing.ts'

type Row = Readonly<Record<string, string | number>>

const ADDRESSES: Readonly<Record<BaseName, readonly [ip: string, port: number]>> = {
  server: ['10.222.0.2', 14000],
  a: ['10.221.0.2', 14001],
  a2: ['10.221.0.3', 14002],
  b: ['10.221.0.4', 14001],
}

const NAME = ['--from-registry', '--federation-name', 'test-network']
const NETWORK = ['--network', '10.220.0.0/14']

await withPython('adoption of registries that TinyDB wrote', (python) => {
  suite('init --from-registry', (test) => {
    for (const [family, flags] of [
      ['A0', NETWORK],
      ['A1', NETWORK],
      ['A2', NETWORK],
      ['B', []],
      ['C', []],
    ] as const) {
      test(`declares whom a registry of family ${family} holds, and leaves nothing to plan`, () =>
        withAdopter(python, family, async ({ tree, directory }) => {
          const { exitCode, json } = await assertUntouched(tree.directory, () =>
            initJson(directory, [...NAME, ...flags, '--component', tree.directory]),
          )

          assert.is(exitCode, 0, JSON.stringify(json))
          const roles = (json['parties'] as readonly Row[]).map(({ name, role, id }) => [name, role, id])
          assert.equal(roles, [
            ['researcher', 'researcher', BASE_IDS.server],
            ['node-964bdca9', 'node', BASE_IDS.a],
            ['node-5f0d3f0e', 'node', BASE_IDS.a2],
            ['node-7c1e2a90', 'node', BASE_IDS.b],
          ])
          const planned = await plan(tree, directory)
          assert.is(planned['exitCode'], 0)
          const isTold = ['A0', 'B', 'C'].includes(family)
          assert.equal([planned['changes'], planned['problems']], [[], isTold ? planned['problems'] : []])
          assert.equal(
            (planned['bookkeeping'] as readonly Row[]).map(({ kind, party }) => `${kind} ${party}`).sort(),
            [BASE_IDS.server, BASE_IDS.a2, BASE_IDS.b].map((id) => `adopt ${id}`).sort(),
          )
        }))
    }

    test('declares the researcher alone from a node with mutual TLS, and leaves nothing to plan', () =>
      withTlsNode(python, async ({ tree, directory }) => {
        const { exitCode, json } = await assertUntouched(tree.directory, () =>
          initJson(directory, [...NAME, '--component', tree.directory]),
        )

        assert.is(exitCode, 0, JSON.stringify(json))
        assert.equal(
          (json['parties'] as readonly Row[]).map(({ id }) => id),
          [BASE_IDS.server, BASE_IDS.a],
        )
        const planned = await plan(tree, directory)
        assert.equal([planned['exitCode'], planned['changes']], [0, []])
        assert.equal(
          (planned['bookkeeping'] as readonly Row[]).map(({ kind, party }) => `${kind} ${party}`),
          [`adopt ${BASE_IDS.server}`],
        )
      }))

    test('copies nothing but certificates, whatever an admin has put into a registry', () =>
      withAdopter(python, 'A2', async ({ tree, directory }) => {
        const now = Date.now()
        const validity = { commonName: '*', notBefore: now - 9e10, notAfter: now + 9e10 }
        const { privateKeyPem: key } = await baseCertificate('b', 2)
        const row = await issue('NODE_key', validity)
        const pem = String(row['certificate'])
        const texts = [`${pem}${key}`, `password: hunter2\n${key}${pem}`]
        const ids = [
          ...['NODE_twin', 'NODE_Twin', 'NODE_x/../../../escaped', '/NODE_root', 'NODE_x\n2) NODE_y', 'NODE_nul\0'],
          `NODE_${'x'.repeat(300)}`,
        ]
        const strange = ids.map((id, index) => ({ ...row, party_id: id, ip: `10.221.9.${index + 1}` }))
        for (const certificate of texts) {
          await write(python, tree, [...(await rowsOf('A2')), { ...row, certificate }, ...strange])
          const { exitCode, json } = await initJson(directory, [...NAME, ...NETWORK, '--component', tree.directory])
          const left = (json['leftOut'] as readonly Row[]).map(({ party }) => party)

          assert.is(exitCode, 21)
          assert.equal(left.sort(), ['NODE_key', ...ids].sort())
          assert.equal(readdirSync(directory).sort(), ['CODEOWNERS', 'federation', 'hooks'])
          assert.equal(
            readdirSync(join(directory, 'federation/certificates')).sort(),
            [...Object.values(BASE_IDS).map((id) => `${id}.pem`), 'README.md'].sort(),
          )
          for (const text of readAll(directory)) assert.not.match(text, /-----BEGIN [A-Z ]*PRIVATE|hunter2/)
          assert.is((await plan(tree, directory))['exitCode'], 0)
          rmSync(join(directory, 'federation'), { recursive: true })
        }
      }))

    test('adopts in a commit, too, and the pass after it finds all in sync', () =>
      withAdopter(python, 'A2', async ({ tree, directory }) => {
        git(directory, ['init', '--quiet', '--initial-branch=main'])
        await init(directory, [...NAME, ...NETWORK, '--component', tree.directory, '--name', 'hospital-a'])
        git(directory, ['add', '--all'])
        git(directory, ['commit', '--quiet', '-m', 'x'])
        const registry = readFileSync(tree.registryFile)
        const flags = ['--component', tree.directory, '--federation', join(directory, 'federation'), '--offline']

        const { json } = await captureJson(['reconcile', ...flags])

        assert.equal([json['exitCode'], json['outcomes']], [0, []])
        assert.equal(readFileSync(tree.registryFile), registry)
        const { json: again } = await captureJson(['plan', ...flags.slice(0, -1)])
        assert.equal([again['exitCode'], again['bookkeeping']], [0, []])
        assert.match(
          git(directory, ['show', 'HEAD:federation/federation.yaml']),
          `- name: hospital-a\n    id: ${BASE_IDS.a}\n`,
        )
      }))

    test('leaves out what cannot be verified or is not unambiguous, tells each, and plan calls it foreign', () =>
      withAdopter(python, 'A2', async ({ tree, directory }) => {
        const now = Date.now()
        const validity = { commonName: '*', notBefore: now - 9e10, notAfter: now + 9e10 }
        const strangers: Readonly<Record<string, Row>> = {
          expired: await issue('NODE_expired', { ...validity, notAfter: now - 60_000 }),
          grpc: await issue('NODE_grpc', { ...validity, commonName: 'localhost' }),
          other: {
            ...(await issue('NODE_other', validity)),
            certificate: (await baseCertificate('b', 2)).certificatePem,
          },
          two: await issue('NODE_two', validity).then((row) => ({
            ...row,
            certificate: `${row['certificate'] ?? ''}${row['certificate'] ?? ''}`,
          })),
          junk: { ...(await issue('NODE_junk', validity)), certificate: 'junk' },
          here: { ...(await issue('NODE_here', validity)), ip: 'localhost' },
          outside: { ...(await issue('NODE_outside', validity)), ip: '192.168.1.2' },
          twin: { ...(await issue('NODE_twin', validity)), ip: '10.221.0.4', port: '14001' },
          twice: await issue('NODE_twice', validity),
          twiceAgain: { ...(await issue('NODE_twice', validity)), ip: '10.221.0.77' },
          strange: { ...(await issue('NODE_strange', validity)), party_id: '../x' },
          mine: { ...(await issue('NODE_mine', validity)), ip: '10.221.0.2' },
          own: await rowOf('a'),
        }
        await write(python, tree, [...(await rowsOf('A2')), ...Object.values(strangers)])

        const { exitCode, json } = await initJson(directory, [...NAME, ...NETWORK, '--component', tree.directory])

        assert.is(exitCode, 21)
        const left = (json['leftOut'] as readonly Row[]).map(({ party }) => party).sort()
        const expected = ['expired', 'grpc', 'here', 'junk', 'mine', 'other', 'outside', 'twice', 'twin', 'two']
        // Of two at one address nobody can tell who is there.
        assert.equal(left, ['../x', ...expected.map((name) => `NODE_${name}`), BASE_IDS.b].sort())
        const codes = (json['problems'] as readonly Row[]).map(({ code }) => code)
        assert.is(codes.filter((code) => code === 'INIT_LEFT_OUT').length, left.length)
        assert.ok(codes.includes('INIT_OWN_ROW'))
        assert.equal(
          readdirSync(join(directory, 'federation/certificates')).sort(),
          [...[BASE_IDS.server, BASE_IDS.a, BASE_IDS.a2].map((id) => `${id}.pem`), 'README.md'].sort(),
        )
        const planned = await plan(tree, directory)
        // Two rows of one party are refused, whether or not it is declared.
        assert.equal([planned['exitCode'], planned['changes']], [20, []])
        const foreign = (planned['drift'] as readonly Row[]).filter(({ class: kind }) => kind === 'foreign')
        assert.equal(
          [...new Set(foreign.map(({ party }) => party))].sort(),
          [...left.filter((id) => id !== 'NODE_twice'), BASE_IDS.a].sort(),
        )
      }))

    test('takes no researcher where a registry holds several', () =>
      withAdopter(python, 'A2', async ({ tree, directory }) => {
        const validity = { commonName: '*', notBefore: Date.now() - 9e10, notAfter: Date.now() + 9e10 }
        await write(python, tree, [...(await rowsOf('A2')), await issue('RESEARCHER_old', validity)])

        const { exitCode, json } = await initJson(directory, [...NAME, ...NETWORK, '--component', tree.directory])

        assert.is(exitCode, 21)
        assert.equal(
          (json['leftOut'] as readonly Row[]).map(({ party }) => party).sort(),
          [BASE_IDS.server, 'RESEARCHER_old'].sort(),
        )
        assert.is((await plan(tree, directory))['exitCode'], 0)
      }))

    test('refuses an own certificate or key that is no good, a family that does not fit, a torn registry', () =>
      withAdopter(python, 'A2', async ({ tree, directory }) => {
        const flags = [...NAME, '--component', tree.directory]
        const refuse = async (more: readonly string[], code: string, exit: number): Promise<void> => {
          const { clock } = realWorld()
          const later = { ...clock, monotonic: () => clock.monotonic() * 1000 }
          const { exitCode, stderr } = await init(directory, [...flags, ...more], { clock: later })
          assert.is(exitCode, exit, stderr)
          assert.match(stderr, code)
          assert.match(stderr, 'Nothing was written.')
          assert.equal(readdirSync(directory), [])
        }
        await refuse(['--profile', 'party'], 'This component serves secagg-mpspdz.', 64)
        await refuse([...NETWORK, '--ip', '192.168.1.1'], 'PUBLISH_ADDRESS', 64)
        const key = tree.certificateFile.replace(/pem$/, 'key')
        const good = readFileSync(key)
        writeFileSync(key, (await baseCertificate('b', 2)).privateKeyPem)
        await refuse(NETWORK, 'OWN_KEY_OTHER', 21)
        writeFileSync(key, good)
        const certificate = readFileSync(tree.certificateFile)
        writeFileSync(tree.certificateFile, (await baseCertificate('b', 2)).certificatePem)
        await refuse(NETWORK, 'IDENTITY_OTHER', 21)
        writeFileSync(tree.certificateFile, certificate)
        writeFileSync(tree.registryFile, '{"Certificates": {')
        await refuse(NETWORK, 'REGISTRY_TORN', 25)
        rmSync(tree.registryFile)
        assert.is((await init(directory, [...flags, ...NETWORK])).exitCode, 0)
      }))
  })
  return Promise.resolve()
})

interface Adopter {
  readonly tree: ComponentTreePaths
  /** An empty directory, in which the federation begins. */
  readonly directory: string
}

/** Lends node `a`, in whose registry TinyDB has put all others by hand. */
async function withAdopter(
  python: Python,
  family: FamilyTreeName,
  body: (adopter: Adopter) => Promise<void>,
): Promise<void> {
  const { certificatePem, privateKeyPem } = await baseCertificate('a')
  const [ip, port] = ADDRESSES.a
  await withDirectory({}, async (place) => {
    const tree = aComponentTree(place, { family, id: BASE_IDS.a, address: { ip, port }, certificatePem, privateKeyPem })
    await write(python, tree, await rowsOf(family))
    await withDirectory({}, (directory) => body({ tree, directory }))
  })
}

/** Lends a node with mutual TLS, in whose registry TinyDB has put its researcher. */
async function withTlsNode(python: Python, body: (adopter: Adopter) => Promise<void>): Promise<void> {
  const validity = { notBefore: Date.now() - 9e10, notAfter: Date.now() + 9e10 }
  const own = await issueTlsCertificate({ ...validity, partyId: BASE_IDS.a, host: undefined })
  const server = await issueTlsCertificate({ ...validity, partyId: BASE_IDS.server, host: 'localhost' })
  await withDirectory({}, async (place) => {
    const tree = aComponentTree(place, { family: 'D', id: BASE_IDS.a, ...own })
    await write(python, tree, [{ certificate: server.certificatePem, component_id: BASE_IDS.server }])
    await withDirectory({}, (directory) => body({ tree, directory }))
  })
}

function readAll(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

async function rowsOf(family: FamilyTreeName): Promise<readonly Row[]> {
  const rows = await Promise.all((['server', 'a2', 'b'] as const).map(rowOf))
  return family === 'B' || family === 'C'
    ? rows.map(({ certificate = '', party_id = '', component = '' }) => ({ certificate, party_id, component }))
    : rows
}

/** As Fed-BioMed from 5.0 on registers: everybody as RESEARCHER. */
async function rowOf(name: BaseName): Promise<Row> {
  const { certificatePem: certificate } = await baseCertificate(name)
  const [ip, port] = ADDRESSES[name]
  return { certificate, party_id: BASE_IDS[name], component: 'RESEARCHER', ip, port }
}

const numbers = new Map<string, number>()

async function issue(
  id: string,
  validity: { readonly commonName: string; readonly notBefore: number; readonly notAfter: number },
): Promise<Row> {
  const number = numbers.get(id) ?? 100 + numbers.size
  numbers.set(id, number)
  const { certificatePem: certificate } = await issueCertificate({ partyId: id, ...validity })
  return { certificate, party_id: id, component: 'RESEARCHER', ip: `10.221.1.${number}`, port: 14001 }
}

async function write(python: Python, { registryFile }: ComponentTreePaths, rows: readonly Row[]): Promise<void> {
  const tables = { Datasets: [{ name: 'd' }], Certificates: rows }
  writeFileSync(registryFile, Buffer.from((await python.ask('use_tinydb.py', { tables })) as string, 'base64'))
}

async function plan(
  { directory: component }: ComponentTreePaths,
  directory: string,
): Promise<Readonly<Record<string, unknown>>> {
  const federation = join(directory, 'federation')
  return (await captureJson(['plan', '--component', component, '--federation', federation])).json
}
