import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Snapshot } from '../../src/domain/snapshot.ts'
import { preparePublication } from '../../src/manifest/publication/prepare.ts'
import type { PublicationRequest, Wishes } from '../../src/manifest/publication/request.ts'
import { BASE_IDS, BASE_MANIFEST, baseCertificate, type BaseName } from '../helpers/bad-base.ts'
import { aComponent } from '../helpers/builders.ts'
import { aPartyId } from '../helpers/certificates.ts'
import { aSoundSnapshot, certificatePath } from '../helpers/snapshot.ts'
import { suite } from '../helpers/suite.ts'

const NO_WISHES: Wishes = {
  ...{ name: undefined, instanceOf: undefined, takeOver: undefined },
  ...{ ip: undefined, port: undefined },
}

/** The manifest of the base without its last node. */
const WITHOUT_B = BASE_MANIFEST.replace(/ {2}- name: hospital-b\n(?: {4}.*\n)+/, '')

suite('a publication', (test) => {
  test('changes nothing once it was made, however the manifest is laid out', async () => {
    const requests = await Promise.all([aRequest({ name: 'c' }), aRequest({ ip: '10.221.0.99' }), aRequest({}, 2)])
    const base = await aSoundSnapshot()
    fc.assert(
      fc.property(aLayout, fc.constantFrom(...requests), fc.boolean(), (layOut, request, isDeclared) => {
        const name = request.wishes.name
        const wishes = isDeclared && name !== undefined ? { ...request.wishes, name: 'hospital-b' } : request.wishes
        const text = layOut(isDeclared ? BASE_MANIFEST : WITHOUT_B)
        const before = withFiles(base, [{ path: 'federation.yaml', bytes: Buffer.from(text) }])

        const first = publicationOf(before, { ...request, wishes })
        const second = publicationOf(withFiles(before, first.files), { ...request, wishes })

        assert.equal([second.changes, second.files], [[], []])
      }),
      { numRuns: 60 },
    )
  })

  test('is refused for a fault that it would bring in, and for no fault of others that was there', async () => {
    const expired = { [certificatePath('a')]: 'no certificate' }
    const snapshot = await aSoundSnapshot(expired)

    assert.equal(publicationOf(snapshot, await aRequest({ ip: '10.221.0.99' })).changes, ['address'])
    assert.equal(codesOf(snapshot, await aRequest({ ip: '10.221.0.2' })), ['ADDRESS_TWICE'])
  })

  test('is refused where the component does not serve the profile', async () => {
    const request = await aRequest({})
    const component = { ...request.component, profiles: ['party' as const] }

    assert.equal(codesOf(await aSoundSnapshot(), { ...request, component }), ['PROFILE_MISMATCH'])
  })

  test('takes no address where the profile has none', async () => {
    const text = BASE_MANIFEST.replace('secagg-mpspdz', 'party').replaceAll(/^ *(?:ip|port|network):.*\n/gm, '')
    const snapshot = await aSoundSnapshot({ 'federation.yaml': text })
    const request = await aRequest({})
    const component = { ...request.component, profiles: ['party' as const] }

    assert.equal(publicationOf(snapshot, { ...request, component }).changes, [])
    const wishes = { ...NO_WISHES, ip: '10.221.0.99' }
    assert.equal(codesOf(snapshot, { ...request, component, wishes }), ['PUBLISH_ADDRESS_REFUSED'])
  })

  test('writes a certificate where the entry says that it lies', async () => {
    const text = BASE_MANIFEST.replace(`id: ${BASE_IDS.b}\n`, (line) => `${line}    certificate: certificates/b.pem\n`)
    const old = (await baseCertificate('b')).certificatePem
    const entries = { 'federation.yaml': text, 'certificates/b.pem': old, [certificatePath('b')]: undefined }

    const { files } = publicationOf(await aSoundSnapshot(entries), await aRequest({}, 2))

    assert.equal(
      files.map(({ path }) => path),
      ['certificates/b.pem', 'federation.yaml'],
    )
  })

  test('announces a new key also where the certificate before is no longer good', async () => {
    const other = (await baseCertificate('a')).certificatePem
    const text = BASE_MANIFEST.replace(/ {2}- name: hospital-a\n(?: {4,6}.*\n)+/, '')
    const snapshot = await aSoundSnapshot({ 'federation.yaml': text, [certificatePath('b')]: other })

    assert.equal(publicationOf(snapshot, await aRequest({})).changes, ['replaces', 'certificate'])
  })

  test('refuses a second instance of a node that has one, and of a second instance', async () => {
    const snapshot = await aSoundSnapshot({ 'federation.yaml': WITHOUT_B })
    for (const instanceOf of ['hospital-a', 'hospital-a-2', 'server']) {
      assert.equal(codesOf(snapshot, await aRequest({ instanceOf })), ['PUBLISH_INSTANCE'], instanceOf)
    }
  })
})

/** Comments, line ends, indents and styles, each of which must stay. */
const aLayout = fc
  .tuple(
    fc.constantFrom('', '# top\n', '---\n'),
    fc.constantFrom('', ' # why'),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([head, comment, eol, isQuoted, isUnindented]) => (text: string): string => {
    const quoted = isQuoted ? text.replaceAll(/^( *(?:- )?)(name|ip): (.*)$/gm, '$1"$2": \'$3\'') : text
    const lists = isUnindented ? quoted.replaceAll(/^ {2}(?=- | {2})/gm, '') : quoted
    return (head + lists.replaceAll(/(?<=[^:])$/gm, (_, at: number) => (at % 3 === 0 ? comment : ''))).replaceAll(
      '\n',
      eol,
    )
  })

async function aRequest(wishes: Partial<Wishes>, generation = 1): Promise<PublicationRequest> {
  const name: BaseName = 'b'
  const { certificatePem } = await baseCertificate(name, generation)
  return {
    component: aComponent({
      id: aPartyId(BASE_IDS.b),
      address: { ip: '10.221.0.4', port: 14001 },
      configuredAddress: '10.221.0.4:14001',
    }),
    origin: 'component',
    certificate: Buffer.from(certificatePem),
    wishes: { ...NO_WISHES, ...wishes },
    vpnAddress: undefined,
    now: Date.now(),
  }
}

type Prepared = Extract<ReturnType<typeof preparePublication>, { readonly kind: 'ready' }>['publication']

function publicationOf(snapshot: Snapshot, request: PublicationRequest): Prepared {
  const preparation = preparePublication(snapshot, request)
  if (preparation.kind === 'ready') return preparation.publication
  throw new Error(preparation.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'))
}

function codesOf(snapshot: Snapshot, request: PublicationRequest): readonly string[] {
  const preparation = preparePublication(snapshot, request)
  return preparation.kind === 'ready' ? [] : preparation.problems.map(({ code }) => code)
}

function withFiles(
  snapshot: Snapshot,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): Snapshot {
  const written = new Map(files.map((file) => [file.path, file]))
  const kept = snapshot.files.filter(({ path }) => !written.has(path))
  const added = files.map(({ path, bytes }) => {
    return { path, kind: 'file' as const, executable: false, size: bytes.length, bytes }
  })
  return { ...snapshot, files: [...kept, ...added].sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
