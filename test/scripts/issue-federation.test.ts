import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { judgeCertificate } from '../../src/domain/certificate/judge.ts'
import { parseX509 } from '../../src/domain/certificate/x509.ts'
import { roleOf } from '../../src/domain/party.ts'
import type { Manifest } from '../../src/generated/manifest.ts'
import { aPartyId, NOW } from '../helpers/certificates.ts'
import { suite } from '../helpers/suite.ts'

const root = join(import.meta.dirname, '../..')
const directories = [
  'federation',
  'examples/secagg-mpspdz',
  'examples/party',
  'examples/mutual-tls',
  'examples/federation-repo/federation',
  'examples/broken',
]

suite('federations that ship', (test) => {
  for (const directory of directories) {
    test(`${directory} tells editors where its schema is`, () => {
      const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readManifest(directory)) ?? []

      assert.ok(JSON.parse(readFileSync(join(root, directory, schema), 'utf8')))
    })
  }

  for (const directory of directories.filter((name) => name !== 'examples/broken')) {
    test(`${directory} has a good certificate for each party, and no other file`, () => {
      const { profile, parties } = listParties(directory)

      for (const { id, ip, port, certificate } of parties) {
        const partyId = aPartyId(id)
        const address = ip === undefined || port === undefined ? undefined : { ip, port }
        const expectation = { partyId, profile, role: roleOf(partyId), address, now: NOW, file: certificate }
        const bytes = readFileSync(join(root, directory, certificate))
        assert.equal(judgeCertificate(bytes, expectation).problems, [])
      }
      assert.equal(
        readdirSync(join(root, directory, 'certificates'))
          .filter((name) => name !== 'README.md')
          .sort(),
        parties.map(({ certificate }) => certificate.replace('certificates/', '')).sort(),
      )
    })
  }

  test('mutual-tls has certificates for one side of TLS each', () => {
    for (const { id, certificate } of listParties('examples/mutual-tls').parties) {
      const pem = readFileSync(join(root, 'examples/mutual-tls', certificate), 'utf8')
      const fields = parseX509(Buffer.from(pem.replaceAll(/-----.*-----/g, ''), 'base64'))
      const purpose = fields?.extensions.find(({ oid }) => oid === '2.5.29.37')?.value ?? []
      // RFC 5280 §4.2.1.12: serverAuth is id-kp 1, clientAuth id-kp 2.
      assert.is(
        Buffer.from(purpose).toString('hex'),
        `300a06082b06010505070${roleOf(aPartyId(id)) === 'node' ? '302' : '301'}`,
      )
    }
  })
})

interface Entry {
  readonly id: string
  readonly ip?: string
  readonly port?: number
  readonly certificate: string
}

function listParties(directory: string): { readonly profile: Manifest['profile']; readonly parties: readonly Entry[] } {
  const { profile, researcher, nodes = [] } = parse(readManifest(directory)) as Manifest
  const parties = [
    ...(researcher === undefined ? [] : [researcher]),
    ...nodes,
    ...nodes.flatMap(({ secondInstance }) => secondInstance ?? []),
  ]
  return {
    profile,
    parties: parties.map((party) => ({ ...party, certificate: party.certificate ?? `certificates/${party.id}.pem` })),
  }
}

function readManifest(directory: string): string {
  return readFileSync(join(root, directory, 'federation.yaml'), 'utf8')
}
