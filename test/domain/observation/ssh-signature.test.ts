import { execFileSync, spawnSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { SIGNATURE_NAMESPACE, signSsh, verifySsh } from '../../../src/domain/observation/ssh-signature.ts'
import { privateKey } from '../../helpers/certificates.ts'
import { withDirectory, writeFiles } from '../../helpers/directory.ts'
import { announceSkip, suite } from '../../helpers/suite.ts'

const PAYLOAD = Buffer.from('{"component":"NODE_a"}')
const [KEY, OTHER] = [privateKey('good'), privateKey('other')]
const PUBLIC = createPublicKey(KEY)
const SIGNATURE = signSsh(PAYLOAD, KEY)
const BODY = Buffer.from(SIGNATURE.split('\n').slice(1, -2).join(''), 'base64')

suite('an SSH signature', (test) => {
  test('is one of the payload by the key, and of nothing else', () => {
    assert.ok(verifySsh(PAYLOAD, SIGNATURE, PUBLIC))
    assert.not(verifySsh(Buffer.from('{"component":"NODE_b"}'), SIGNATURE, PUBLIC))
    assert.not(verifySsh(Buffer.alloc(0), SIGNATURE, PUBLIC))
    assert.not(verifySsh(PAYLOAD, SIGNATURE, createPublicKey(OTHER)))
    assert.not(verifySsh(PAYLOAD, signSsh(PAYLOAD, OTHER), PUBLIC))
  })

  test('is made by an RSA key only, and verified by a public one only', () => {
    for (const name of ['ec', 'ed25519', 'rsa-pss'] as const) {
      assert.throws(() => signSsh(PAYLOAD, privateKey(name)), /Only an RSA key/)
      assert.not(verifySsh(PAYLOAD, SIGNATURE, createPublicKey(privateKey(name))))
    }
    assert.not(verifySsh(PAYLOAD, SIGNATURE, KEY))
  })

  test('fails with any one byte of its armour otherwise', () => {
    for (let index = 0; index < SIGNATURE.length; index += 1) {
      const changed = SIGNATURE.slice(0, index) + otherThan(SIGNATURE.charAt(index)) + SIGNATURE.slice(index + 1)
      assert.not(verifySsh(PAYLOAD, changed, PUBLIC), `at ${index}`)
    }
  })

  test('fails with any one byte of its blob otherwise', () => {
    for (let index = 0; index < BODY.length; index += 1) {
      const changed = Buffer.from(BODY)
      changed[index] = (changed[index] ?? 0) ^ (1 << (index & 7))
      assert.not(verifySsh(PAYLOAD, wrap(changed), PUBLIC), `at ${index}`)
    }
  })

  test('has one form: nothing before, between or after it', () => {
    assert.ok(verifySsh(PAYLOAD, wrap(BODY), PUBLIC))
    const [begin = '', ...rest] = SIGNATURE.split('\n')
    const forms = [
      '',
      `\n${SIGNATURE}`,
      `${SIGNATURE}\n`,
      SIGNATURE.trimEnd(),
      SIGNATURE.replaceAll('\n', '\r\n'),
      [begin, '', ...rest].join('\n'),
      wrap(BODY, 64),
      wrap(Buffer.concat([BODY, Buffer.from([0])])),
      wrap(BODY.subarray(0, -1)),
      wrap(Buffer.alloc(0)),
      SIGNATURE.replaceAll('SSH SIGNATURE', 'PGP SIGNATURE'),
      SIGNATURE + SIGNATURE,
    ]
    for (const form of forms) assert.not(verifySsh(PAYLOAD, form, PUBLIC), JSON.stringify(form.slice(0, 60)))
  })

  test('names its hash, its algorithm and what it is good for', () => {
    const swaps = [
      ['sha512', 'sha256'],
      ['rsa-sha2-512', 'rsa-sha2-256'],
      ['SSHSIG', 'SSHSIX'],
      [SIGNATURE_NAMESPACE, 'fbm-gitops-observatiom'],
    ] as const
    for (const [from, to] of swaps) assert.not(verifySsh(PAYLOAD, wrap(swap(BODY, from, to)), PUBLIC), to)
  })

  test('never believes a length, and never throws', () => {
    const numbers = fc.constantFrom(0, 1, 0x7f, 0x80, 0x7fffffff, 0x80000000, 0xffffffff)
    const blobs = fc.oneof(
      fc.tuple(fc.nat(BODY.length - 4), numbers).map(([at, length]) => {
        const changed = Buffer.from(BODY)
        changed.writeUInt32BE(length, at)
        return changed
      }),
      fc.uint8Array({ maxLength: 1000 }),
      fc.nat(BODY.length - 1).map((end) => BODY.subarray(0, end)),
      fc.tuple(fc.nat(BODY.length), fc.uint8Array({ minLength: 1, maxLength: 20 })).map(([at, more]) => {
        return Buffer.concat([BODY.subarray(0, at), more, BODY.subarray(at)])
      }),
    )
    fc.assert(
      fc.property(blobs, (blob) => BODY.equals(blob) || !verifySsh(PAYLOAD, wrap(Buffer.from(blob)), PUBLIC)),
      { numRuns: 400 },
    )
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !verifySsh(PAYLOAD, text, PUBLIC)))
    fc.assert(
      fc.property(fc.nat(SIGNATURE.length), fc.string({ minLength: 1 }), (at, more) => {
        return !verifySsh(PAYLOAD, SIGNATURE.slice(0, at) + more + SIGNATURE.slice(at), PUBLIC)
      }),
    )
    assert.not(verifySsh(PAYLOAD, 'A'.repeat(10_000_000), PUBLIC))
  })

  if (spawnSync('ssh-keygen', ['-?']).error !== undefined) {
    announceSkip('what ssh-keygen says of our signatures, and we of its', 'there is no ssh-keygen')
    return
  }

  for (const { name, key } of realKeys()) {
    test(`is what ssh-keygen makes and takes: ${name}`, async () => {
      await withSshFiles(key, (directory) => {
        const ours = signSsh(PAYLOAD, key)
        assert.is(theirSignature(directory), ours)
        assert.ok(theyAccept(directory, ours))
        assert.not(theyAccept(directory, signSsh(Buffer.from('other'), key)))
        assert.not(theyAccept(directory, signSsh(PAYLOAD, OTHER)))
        const flipped = swap(BODY, 'sha512', 'sha513')
        assert.not(theyAccept(directory, wrap(flipped)))
      })
    })
  }

  test('is refused where ssh-keygen made it for another purpose, or with another hash', async () => {
    await withSshFiles(KEY, (directory) => {
      assert.ok(verifySsh(PAYLOAD, theirSignature(directory), PUBLIC))
      assert.not(verifySsh(PAYLOAD, theirSignature(directory, { namespace: 'git' }), PUBLIC))
      assert.not(verifySsh(PAYLOAD, theirSignature(directory, { hash: 'sha256' }), PUBLIC))
    })
  })
})

/** An exponent and moduli whose first bit needs a zero before it in SSH, and sizes that a certificate may have. */
function realKeys(): readonly { readonly name: string; readonly key: KeyObject }[] {
  const odd = generateKeyPairSync('rsa', { modulusLength: 2056, publicExponent: 0x80000001 }).privateKey
  return [
    { name: '2048 bits', key: KEY },
    { name: '2056 bits and an exponent of 32 bits', key: odd },
  ]
}

function otherThan(character: string): string {
  return character === 'A' ? 'B' : 'A'
}

function wrap(blob: Buffer, length = 70): string {
  const lines = blob.toString('base64').match(new RegExp(`.{1,${length}}`, 'g')) ?? []
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n')
}

function swap(blob: Buffer, from: string, to: string): Buffer {
  assert.is(from.length, to.length)
  return Buffer.from(blob.toString('latin1').replace(from, to), 'latin1')
}

async function withSshFiles(key: KeyObject, body: (directory: string) => void): Promise<void> {
  const files = { key: key.export({ type: 'pkcs8', format: 'pem' }) }
  await withDirectory(files, (directory) => {
    chmodSync(join(directory, 'key'), 0o600)
    const line = execFileSync('ssh-keygen', ['-y', '-f', 'key'], { cwd: directory, encoding: 'utf8' })
    writeFiles(directory, { 'key.pub': line, allowed: `NODE_a namespaces="${SIGNATURE_NAMESPACE}" ${line}` })
    body(directory)
  })
}

function theirSignature(
  cwd: string,
  { namespace = SIGNATURE_NAMESPACE, hash = 'sha512' }: { readonly namespace?: string; readonly hash?: string } = {},
): string {
  const command = ['-Y', 'sign', '-f', 'key', '-n', namespace, '-O', `hashalg=${hash}`]
  return execFileSync('ssh-keygen', command, { cwd, input: PAYLOAD, encoding: 'utf8', stdio: 'pipe' })
}

function theyAccept(cwd: string, signature: string): boolean {
  writeFiles(cwd, { signature })
  const command = ['-Y', 'verify', '-f', 'allowed', '-I', 'NODE_a', '-n', SIGNATURE_NAMESPACE, '-s', 'signature']
  return spawnSync('ssh-keygen', command, { cwd, input: PAYLOAD }).status === 0
}
