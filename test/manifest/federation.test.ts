import * as assert from 'uvu/assert'
import { issueCertificate } from '../../src/demo/issue-certificate.ts'
import { makeProblem, type Problem } from '../../src/domain/problem.ts'
import { parseFederation } from '../../src/manifest/federation.ts'
import { BASE_IDS, BASE_MANIFEST, baseCertificate } from '../helpers/bad-base.ts'
import { aSnapshot, aSoundSnapshot, anEditedSnapshot, certificatePath } from '../helpers/snapshot.ts'
import { suite } from '../helpers/suite.ts'

const now = Date.now()
const FINGERPRINT = 'ab'.repeat(32)

suite('parse a federation', (test) => {
  test('gives the researcher, then each node followed by its second instance', async () => {
    const { federation, problems } = parseFederation(await aSoundSnapshot(), now)

    assert.equal(problems, [])
    assert.is(federation?.name, 'test-network')
    assert.is(federation?.profile, 'secagg-mpspdz')
    assert.equal(
      federation?.parties.map(({ id, name, role, address }) => [id, name, role, address?.ip, address?.port]),
      [
        [BASE_IDS.server, 'server', 'researcher', '10.222.0.2', 14000],
        [BASE_IDS.a, 'hospital-a', 'node', '10.221.0.2', 14001],
        [BASE_IDS.a2, 'hospital-a-2', 'node', '10.221.0.3', 14002],
        [BASE_IDS.b, 'hospital-b', 'node', '10.221.0.4', 14001],
      ],
    )
    assert.ok(federation?.parties.every(({ certificate }) => certificate !== undefined))
    assert.equal(federation?.parties.map((party) => party.certificatePath)[1], certificatePath('a'))
  })

  for (const [profile, says] of [
    ['secagg-mpspdz', 'The federation has no node; secure aggregation needs two.'],
    ['party', 'The federation has no node.'],
    ['mutual-tls', 'The federation has no node.'],
  ] as const) {
    test(`says what a federation with too few nodes lacks: ${profile}`, () => {
      const network = profile === 'secagg-mpspdz' ? 'network: 10.220.0.0/14\n' : ''
      const manifest = `apiVersion: fbm-gitops/v1\nfederation: x\nprofile: ${profile}\n${network}nodes: []\n`
      const { problems } = parseFederation(aSnapshot({ 'federation.yaml': manifest }), now)

      assert.equal(
        problems.filter(({ code }) => code === 'NODES_FEW').map(({ message }) => message),
        [says],
      )
      const { message } = makeProblem('NODES_FEW', {}, { count: 1, profile })
      assert.is(message.includes('secure aggregation'), profile === 'secagg-mpspdz')
    })
  }

  test('reads CRLF line ends and a byte-order mark like LF and none', async () => {
    const plain = parseFederation(await aSoundSnapshot(), now)
    const manifest = `\ufeff${BASE_MANIFEST.replaceAll('\n', '\r\n')}`

    assert.equal(parseFederation(await aSoundSnapshot({ 'federation.yaml': manifest }), now), plain)
  })

  test('reads the entries of parties/*.yaml behind the nodes of the manifest', async () => {
    const [head, last] = BASE_MANIFEST.split('  - name: hospital-b\n')
    const own = `name: hospital-b\n${(last ?? '').replaceAll(/^ {4}/gm, '')}`

    const { federation, problems } = parseFederation(
      await aSoundSnapshot({ 'federation.yaml': head, 'parties/hospital-b.yaml': own }),
      now,
    )

    assert.equal(problems, [])
    assert.equal(federation, parseFederation(await aSoundSnapshot(), now).federation)
  })

  test('needs no nodes of its own beside parties/*.yaml', async () => {
    const [head = ''] = BASE_MANIFEST.split('nodes:\n')
    const own = `name: hospital-b\nid: ${BASE_IDS.b}\nip: 10.221.0.4\nport: 14001\n`

    const { federation } = parseFederation(
      await aSoundSnapshot({ 'federation.yaml': head, 'parties/hospital-b.yaml': own }),
      now,
    )

    assert.equal(
      federation?.parties.map(({ name }) => name),
      ['server', 'hospital-b'],
    )
  })

  test('takes the name that a second instance gives itself', async () => {
    const { federation } = parseFederation(
      await anEditedSnapshot('    secondInstance:\n', '    secondInstance:\n      name: pathology\n'),
      now,
    )

    assert.is(federation?.parties[2]?.name, 'pathology')
  })

  test('takes another path for a certificate', async () => {
    const { certificatePem } = await baseCertificate('b')
    const { federation, problems } = parseFederation(
      await anEditedSnapshot('    ip: 10.221.0.4\n', '    certificate: keys/b.pem\n    ip: 10.221.0.4\n', {
        'keys/b.pem': certificatePem,
        [certificatePath('b')]: undefined,
      }),
      now,
    )

    assert.equal(problems, [])
    assert.is(federation?.parties[3]?.certificatePath, 'keys/b.pem')
    assert.ok(federation?.parties[3]?.certificate)
  })

  test('reads fingerprints in each spelling in use', async () => {
    const colons = FINGERPRINT.toUpperCase().match(/../g)?.join(':') ?? ''
    const { federation, problems } = parseFederation(
      await anEditedSnapshot(
        '    ip: 10.221.0.4\n',
        `    replaces: ['${colons}', SHA256:${'0'.repeat(64)}]\n    ip: 10.221.0.4\n`,
      ),
      now,
    )

    assert.equal(problems, [])
    assert.equal(federation?.parties[3]?.replaces, [`SHA256:${FINGERPRINT}`, `SHA256:${'0'.repeat(64)}`])
  })

  test('gives the parties that left, with their reasons', async () => {
    const { federation } = parseFederation(
      await anEditedSnapshot(
        'nodes:\n',
        'removed:\n  - id: node_c\n    reason: study closed\n  - id: node_d\nnodes:\n',
      ),
      now,
    )

    assert.equal(federation?.removed, [
      { id: 'node_c', reason: 'study closed' },
      { id: 'node_d', reason: undefined },
    ])
  })

  for (const profile of ['party', 'mutual-tls'] as const) {
    test(`reads a federation of the profile ${profile}, which has no addresses`, async () => {
      const manifest = BASE_MANIFEST.replaceAll(/^ *(?:ip|port|network):.*\n/gm, '').replace('secagg-mpspdz', profile)
      const { federation } = parseFederation(await aSoundSnapshot({ 'federation.yaml': manifest }), now)

      assert.is(federation?.profile, profile)
      assert.equal(
        federation?.parties.map(({ address }) => address),
        [undefined, undefined, undefined, undefined],
      )
    })
  }

  test('keeps a party whose certificate is missing, without it', async () => {
    const { federation, problems } = parseFederation(await aSoundSnapshot({ [certificatePath('a')]: undefined }), now)

    assert.equal(
      problems.map(({ code, party, exitCode }) => [code, party, exitCode]),
      [['CERTIFICATE_MISSING', BASE_IDS.a, 21]],
    )
    assert.equal(
      federation?.parties.map(({ certificate }) => certificate !== undefined),
      [true, false, true, true],
    )
  })

  test('gives no federation when reading the directory found an error', async () => {
    const problem = makeProblem('ENTRY_DUPLICATE', { file: 'x' }, { path: 'x' })
    const warning = makeProblem('UNCOMMITTED_CHANGES', {}, { directory: 'x', names: [], count: 1 })

    assert.is(parseFederation(await aSoundSnapshot({}, { problems: [problem] }), now).federation, undefined)
    assert.ok(parseFederation(await aSoundSnapshot({}, { problems: [warning] }), now).federation)
  })

  test('judges certificates by the time that it is given', async () => {
    const inTenYears = now + 10 * 365 * 86_400_000
    const { federation, problems } = parseFederation(await aSoundSnapshot(), inTenYears)

    assert.equal(codesOf(problems), ['EXPIRED', 'EXPIRED', 'EXPIRED', 'EXPIRED'])
    assert.ok(federation?.parties.every(({ certificate }) => certificate === undefined))
  })

  test('gives the same whatever the order of its input', async () => {
    const snapshot = await aSoundSnapshot({ [certificatePath('a')]: undefined, 'notes/A.txt': '', 'notes/a.txt': '' })
    const reversed = { ...snapshot, files: [...snapshot.files].reverse() }

    assert.equal(
      codesOf(parseFederation(reversed, now).problems).sort(),
      codesOf(parseFederation(snapshot, now).problems).sort(),
    )
  })

  test('tells line, column, length, pointer and the line before', async () => {
    const { problems } = parseFederation(await anEditedSnapshot('10.221.0.3', 'host'), now)

    assert.equal(
      problems.map(({ place }) => place),
      [
        {
          file: 'federation/federation.yaml',
          line: 17,
          column: 11,
          length: 4,
          pointer: '/nodes/0/secondInstance/ip',
          excerpt: [
            { line: 16, text: `      id: ${BASE_IDS.a2}` },
            { line: 17, text: '      ip: host' },
          ],
        },
      ],
    )
  })

  test('tells places in a party file by that file', async () => {
    const own = 'name: hospital-c\nid: NODE_c\nip: 10.221.0.9\nport: 0\n'
    const { problems } = parseFederation(await aSoundSnapshot({ 'parties/c.yaml': own }), now)

    const [port] = problems.filter(({ code }) => code === 'PORT_OUT_OF_RANGE')
    assert.equal([port?.place.file, port?.place.line, port?.place.pointer], ['federation/parties/c.yaml', 4, '/port'])
  })

  test('shows nothing of a file that holds a private key', async () => {
    const { privateKeyPem } = await baseCertificate('a')
    const files = ['federation.yaml', 'parties/c.yaml', certificatePath('a')]
    for (const path of files) {
      const { federation, problems } = parseFederation(await aSoundSnapshot({ [path]: `x: 1\n${privateKeyPem}` }), now)

      assert.is(federation, undefined)
      const told = problems.filter(({ place }) => place.file === `federation/${path}`)
      assert.equal(codesOf(told), ['PRIVATE_KEY'], path)
      assert.ok(told.every(({ place }) => place.excerpt === undefined))
    }
  })

  test('leaves out a party whose certificate signed the one of another', async () => {
    const { certificatePem, privateKeyPem } = await baseCertificate('a')
    const signed = await signBy(certificatePem, privateKeyPem)
    const { federation, problems } = parseFederation(await aSoundSnapshot({ [certificatePath('b')]: signed }), now)

    assert.ok(problems.some(({ code, party }) => code === 'CERTIFICATE_SIGNS_ANOTHER' && party === BASE_IDS.a))
    assert.equal(
      federation?.parties.map(({ certificate }) => certificate !== undefined),
      [true, false, true, false],
    )
  })

  test('survives the empty directory', () => {
    assert.equal(codesOf(parseFederation(aSnapshot({}), now).problems), ['MANIFEST_MISSING'])
  })
})

function codesOf(problems: readonly Problem[]): string[] {
  return problems.map(({ code }) => code)
}

/** A certificate for `hospital-b` that the holder of another one issued. */
async function signBy(issuerPem: string, issuerKey: string): Promise<string> {
  const { default: forge } = await import('node-forge')
  const request = { partyId: BASE_IDS.b, commonName: '*', notBefore: now - 1000, notAfter: now + 86_400_000 * 200 }
  const certificate = forge.pki.certificateFromPem((await issueCertificate(request)).certificatePem)
  certificate.setIssuer(forge.pki.certificateFromPem(issuerPem).subject.attributes)
  certificate.sign(forge.pki.privateKeyFromPem(issuerKey), forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n')
}
