import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { layOutComponent, type ComponentTreePaths } from '../../src/demo/component-tree.ts'
import { issueTlsCertificate, type IssuedCertificate } from '../../src/demo/issue-certificate.ts'
import { captureJson } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { MEMBERS, type MemberName } from '../helpers/federation.ts'
import { withPython } from '../helpers/python.ts'
import { withRepository } from '../helpers/repository.ts'
import { suite } from '../helpers/suite.ts'
import { installStandIn, type StandIn } from '../io/registrar/helpers/official-command.ts'
import type { DriftJson } from './helpers/pass.ts'

const [SERVER, A, B] = [MEMBERS.server.id, MEMBERS.a.id, MEMBERS.b.id]

suite('--registrar cli in a release with mutual TLS', (test) => {
  test('registers, replaces and deletes in a researcher, and registers in a node', () =>
    withTlsSites(async ({ declare, reconcile, calls, rowsAt }) => {
      await declare(['a', 'b'])
      const registered = await reconcile('server')
      const again = await reconcile('server')

      assert.equal([registered.exitCode, again.exitCode, again.json.outcomes], [0, 0, []])
      assert.equal(rowsAt('server'), [A, B].sort())

      await declare(['a'], 'a')
      const changed = await reconcile('server')

      assert.is(changed.exitCode, 0, JSON.stringify(changed.json))
      assert.equal(rowsAt('server'), [A])
      assert.equal(calls('server'), [`register -ci ${B}`, `register -ci ${A}`, 'delete', `register -ci ${A} --upsert`])
      assert.is((await reconcile('a')).exitCode, 0)
      assert.equal([rowsAt('a'), calls('a')], [[SERVER], [`register -ci ${SERVER}`]])
    }))
})

interface TlsSites {
  /** Commits that these nodes are declared, the others removed; one of them may have a new certificate. */
  readonly declare: (nodes: readonly ('a' | 'b')[], renewed?: 'a' | 'b') => Promise<void>
  readonly reconcile: (name: MemberName) => Promise<{ readonly exitCode: number; readonly json: DriftJson }>
  /** What Fed-BioMed's command was called for, without the file of the certificate. */
  readonly calls: (name: MemberName) => readonly string[]
  /** The parties of the rows of a registry. */
  readonly rowsAt: (name: MemberName) => readonly string[]
}

/** A site of a federation with mutual TLS. */
interface TlsSite {
  readonly tree: ComponentTreePaths
  readonly standIn: StandIn
  /** All that it had, the last one is in force. */
  readonly certificates: readonly IssuedCertificate[]
}

async function withTlsSites(body: (sites: TlsSites) => Promise<void>): Promise<void> {
  await withPython("the stand-in of Fed-BioMed's own command", () =>
    withDirectory({}, (root) =>
      withRepository({}, async (repository) => {
        const sites = new Map<MemberName, TlsSite>()
        const siteOf = (name: MemberName): TlsSite => {
          const site = sites.get(name)
          if (site === undefined) throw new Error(`${name} has no component.`)
          return site
        }
        const found = async (name: MemberName): Promise<void> => {
          sites.set(name, await layOutSite(join(root, name), name, sites.get(name)))
        }
        for (const name of ['server', 'a', 'b'] as const) await found(name)
        await body({
          declare: async (nodes, renewed) => {
            if (renewed !== undefined) await found(renewed)
            repository.write({ 'federation/federation.yaml': writeManifest(nodes, siteOf) })
            for (const name of ['server', ...nodes] as const) {
              const pem = siteOf(name).certificates.at(-1)?.certificatePem ?? ''
              repository.write({ [`federation/certificates/${MEMBERS[name].id}.pem`]: pem })
            }
            await repository.commit('Declare')
          },
          reconcile: async (name) => {
            const { tree, standIn } = siteOf(name)
            const env = { ...process.env, PATH: `${dirname(standIn.executable)}:${process.env['PATH'] ?? ''}` }
            const where = ['--component', tree.directory, '--federation', join(repository.top, 'federation')]
            const flags = ['--offline', '--registrar', 'cli']
            const { exitCode, json } = await captureJson(['reconcile', ...where, ...flags], { env })
            return { exitCode, json: json as unknown as DriftJson }
          },
          calls: (name) =>
            siteOf(name)
              .standIn.calls()
              .map(({ argv }) => wordsOf(argv)),
          rowsAt: (name) => {
            const text = readFileSync(siteOf(name).tree.registryFile, 'utf8').replaceAll('NaN', 'null')
            const { Certificates = {} } = JSON.parse(text) as {
              readonly Certificates?: Readonly<Record<string, { readonly component_id: string }>>
            }
            return Object.values(Certificates)
              .map(({ component_id: id }) => id)
              .sort()
          },
        })
      }),
    ),
  )
}

/** Lays a component out, with a new certificate; of one that is there, the registry stays. */
async function layOutSite(directory: string, name: MemberName, before?: TlsSite): Promise<TlsSite> {
  const { role, id } = MEMBERS[name]
  const validity = { notBefore: Date.now() - 9e7, notAfter: Date.now() + 9e10 }
  const host = role === 'researcher' ? 'localhost' : undefined
  const issued = await issueTlsCertificate({ partyId: id, host, ...validity })
  const registry = before === undefined ? 'other-tables' : readFileSync(before.tree.registryFile, 'utf8')
  const tree = layOutComponent({ directory, family: 'D', role, id, ...issued, registry })
  const request = { family: 'D', root: directory, executable: join(directory, 'bin/fedbiomed') } as const
  const standIn = before?.standIn ?? (await installStandIn(request))
  return { tree, standIn, certificates: [...(before?.certificates ?? []), issued] }
}

function writeManifest(nodes: readonly ('a' | 'b')[], siteOf: (name: MemberName) => TlsSite): string {
  const replaced = (name: MemberName): readonly string[] =>
    siteOf(name)
      .certificates.slice(0, -1)
      .map(({ certificatePem }) => new X509Certificate(certificatePem).fingerprint256)
  const removed = (['a', 'b'] as const).filter((name) => !nodes.includes(name))
  return JSON.stringify({
    apiVersion: 'fbm-gitops/v1',
    federation: 'test-network',
    profile: 'mutual-tls',
    researcher: { name: 'server', id: SERVER },
    nodes: nodes.map((name) => ({ name, id: MEMBERS[name].id, replaces: replaced(name) })),
    removed: removed.map((name) => ({ id: MEMBERS[name].id })),
  })
}

function wordsOf(argv: readonly string[]): string {
  const [, , , , command = '', , , ...rest] = argv
  return [command, ...rest].join(' ')
}
