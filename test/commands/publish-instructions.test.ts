import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { issueCertificate } from '../../src/demo/issue-certificate.ts'
import { readFingerprint } from '../../src/domain/certificate/certificate.ts'
import { baseCertificate } from '../helpers/bad-base.ts'
import { makePipe, withDirectory } from '../helpers/directory.ts'
import { withFederation, type TestFederation } from '../helpers/federation.ts'
import { writeInstructions } from '../helpers/instructions.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import { B, ENV, git, MANIFEST, PEM, publish, publishJson, show, withoutB } from './helpers/publishing.ts'

suite('publish --from-instructions', (test) => {
  test('declares the component of the text as if it were here, and says whence in the commit', () =>
    withoutB(async ({ repository, directory, locate }) => {
      const { certificatePem } = await baseCertificate('b')
      const mail = saveMail(repository.top, writeInstructions('5.3', { id: B.id, certificatePem }))
      const typed = ['--from-instructions', mail, '--federation', directory, '--name', 'b', '--yes']

      const { exitCode, json } = await publishJson(typed)

      assert.is(exitCode, 0)
      assert.equal([json['origin'], json['changes'], json['pushed']], ['instructions', ['party', 'certificate'], true])
      assert.equal(codesOf(json), ['KEY_NOT_COMPARED'])
      assert.is(show(repository.top, `HEAD:${PEM}`), certificatePem)
      assert.match(show(repository.top, `HEAD:${MANIFEST}`), `id: ${B.id}\n    ip: 10.221.0.4\n    port: 14001\n`)
      assert.match(
        git(repository.top, ['log', '-1', '--format=%B']),
        'From registration instructions that the site sent',
      )
      // The same as the component itself would declare.
      assert.is((await publishJson([...locate('b'), '--name', 'b'])).json['changed'], false)
      assert.is((await publishJson(typed)).json['changed'], false)
    }))

  test('writes nothing before somebody has compared the fingerprint, and says how', () =>
    withoutB(async ({ repository, directory }) => {
      const { certificatePem } = await baseCertificate('b')
      const mail = saveMail(repository.top, writeInstructions('5.3', { id: B.id, certificatePem }))
      const typed = ['--from-instructions', mail, '--federation', directory]
      const refs = git(repository.top, ['show-ref'])

      const [asked, told] = await assertUntouched(directory, async () => [
        await publishJson(typed),
        await publish(typed),
      ])

      assert.equal([asked.exitCode, told.exitCode], [2, 2])
      assert.equal([asked.json['changed'], asked.json['pending']], [false, ['party', 'certificate']])
      const digits = readFingerprint(certificatePem)?.slice('SHA256:'.length) ?? ''
      assert.match(told.stdout, (digits.slice(32).match(/.{8}/g) ?? []).join(' '))
      assert.match(told.stdout, 'Address: 10.221.0.4:14001. Let it be read to you as well.')
      assert.match(told.stdout, 'call the site, at a number that you do not')
      assert.match(told.stdout, /Nothing was written\. Once both have heard the same: fbm-gitops publish .* --yes$/m)
      assert.match(told.stdout, `--from-instructions ${mail}`)
      assert.is(git(repository.top, ['show-ref']), refs)
    }))

  test('asks at a terminal, and goes by the answer', () =>
    withoutB(async ({ repository, directory }) => {
      const { certificatePem } = await baseCertificate('b')
      const mail = saveMail(repository.top, writeInstructions('5.3', { id: B.id, certificatePem }))
      const typed = ['--from-instructions', mail, '--federation', directory]
      const questions: string[] = []
      const answer = (text: string) => (question: string) => {
        questions.push(question)
        return Promise.resolve(text)
      }

      const no = await publish(typed, { ask: answer('') })
      const yes = await publish(typed, { ask: answer('y') })

      assert.equal([no.exitCode, no.stdout], [2, 'Nothing was written.\n'])
      assert.is(yes.exitCode, 0)
      assert.match(questions[0] ?? '', /Read the eight groups[^]*number that you do not[^]*\[y\/N\] $/)
      assert.is(git(repository.top, ['rev-list', '--count', 'main..HEAD']), '1\n')
    }))

  test('announces a new key, takes over an entry, and declares a second instance', () =>
    withFederation(async ({ repository, directory }) => {
      const old = readFingerprint((await baseCertificate('b')).certificatePem)
      const { certificatePem } = await baseCertificate('b', 2)
      const id = 'NODE_11111111-2222-3333-4444-555555555555'
      const other = await issueCertificate({
        partyId: id,
        commonName: '*',
        notBefore: Date.now() - 60_000,
        notAfter: Date.now() + 9e10,
      })
      const publishMail = async (text: string, ...flags: readonly string[]): Promise<unknown> => {
        const mail = saveMail(repository.top, text)
        const { exitCode, json } = await publishJson([
          '--from-instructions',
          mail,
          '--federation',
          directory,
          '--yes',
          ...flags,
        ])
        assert.is(exitCode, 0, JSON.stringify(json))
        return json['changes']
      }
      const created = { id, certificatePem: other.certificatePem }

      assert.equal(await publishMail(writeInstructions('4.2', { id: B.id, certificatePem })), [
        'replaces',
        'certificate',
      ])
      assert.match(show(repository.top, `HEAD:${MANIFEST}`), `replaces: ['${String(old)}']`)
      git(repository.top, ['checkout', '--quiet', 'main'])
      git(repository.top, ['branch', '-D', 'publish/b'])
      assert.equal(await publishMail(writeInstructions('5.3', created), '--take-over', 'b'), [
        'id',
        'removed',
        'certificate',
      ])
      git(repository.top, ['checkout', '--quiet', 'main'])
      const instance = writeInstructions('5.3', { ...created, ip: '10.221.0.5' })
      assert.equal(await publishMail(instance, '--instance-of', 'a'), ['instance', 'certificate'])
    }))

  test('suggests no address of this machine for a component elsewhere', () =>
    withoutB(async ({ repository, directory }) => {
      const { certificatePem } = await baseCertificate('b')
      for (const ip of ['localhost', '127.0.0.1', '0.0.0.0', '192.168.1.2']) {
        const mail = saveMail(repository.top, writeInstructions('5.3', { id: B.id, certificatePem, ip }))
        const typed = ['--from-instructions', mail, '--federation', directory, '--yes']

        const refused = await publish(typed, { env: { ...ENV, VPN_IP: '10.221.0.99' } })

        assert.is(refused.exitCode, 64)
        assert.match(refused.stderr, new RegExp(`PUBLISH_ADDRESS[^]*${ip}:14001[^]*--ip IP --port PORT`))
        assert.not.match(refused.stderr, '10.221.0.99')
      }
      assert.match(
        (
          await publish([
            '--from-instructions',
            join(repository.top, '.git/mail.txt'),
            '--federation',
            directory,
            '--yes',
            '--ip',
            '10.221.0.4',
          ])
        ).stdout,
        'Committed as',
      )
    }))

  test('refuses what it refuses of a component: another id, a wrong certificate, the wrong family', () =>
    withoutB(async ({ repository, directory }) => {
      const { certificatePem } = await baseCertificate('b')
      const a = await baseCertificate('a')
      const expired = await issueCertificate({
        partyId: B.id,
        commonName: '*',
        notBefore: Date.now() - 9e10,
        notAfter: Date.now() - 60_000,
      })
      const grpc = await issueCertificate({
        partyId: B.id,
        commonName: 'localhost',
        notBefore: Date.now() - 60_000,
        notAfter: Date.now() + 9e10,
      })
      for (const [text, code, exitCode] of [
        [writeInstructions('5.3', { id: B.id, certificatePem: a.certificatePem }), 'IDENTITY_OTHER', 21],
        [writeInstructions('5.3', { id: B.id, certificatePem: expired.certificatePem }), 'EXPIRED', 21],
        [writeInstructions('5.3', { id: B.id, certificatePem: grpc.certificatePem }), 'NAME', 21],
        [writeInstructions('6.4', { id: B.id, certificatePem }), 'PROFILE_MISMATCH', 25],
        [
          `${writeInstructions('5.3', { id: B.id, certificatePem })}${(await baseCertificate('b')).privateKeyPem}`,
          'INSTRUCTIONS_HOLD_KEY',
          26,
        ],
        ['Dear all, see attached.', 'INSTRUCTIONS_UNCLEAR', 21],
      ] as const) {
        const mail = saveMail(repository.top, text)
        const typed = ['--from-instructions', mail, '--federation', directory, '--yes']

        const refused = await assertUntouched(directory, () => publish(typed))

        assert.is(refused.exitCode, exitCode, refused.stderr)
        assert.match(refused.stderr, code)
        assert.match(refused.stderr, 'Nothing was written.')
        assert.not.match(refused.stderr, 'PRIVATE KEY-')
      }
    }))

  test('reads a file and what a link leads to, and nothing else', () =>
    withoutB(async ({ directory }) => {
      await withDirectory({ 'big.txt': 'x'.repeat(256 * 1024 + 1) }, async (place) => {
        mkdirSync(join(place, 'directory'))
        makePipe(join(place, 'pipe'))
        const { certificatePem } = await baseCertificate('b')
        writeFileSync(join(place, 'mail.txt'), writeInstructions('5.3', { id: B.id, certificatePem }))
        symlinkSync('mail.txt', join(place, 'link'))
        const read = (name: string): ReturnType<typeof publish> =>
          publish(['--from-instructions', name, '--federation', directory], { cwd: place })
        for (const [name, reason] of [
          ['directory', 'no plain file'],
          ['pipe', 'no plain file'],
          ['big.txt', 'larger than 256 KiB'],
          ['absent\u001b[31m', 'ENOENT'],
          ['/dev/zero', 'no plain file'],
        ] as const) {
          const { exitCode, stderr } = await read(name)
          assert.is(exitCode, 1, name)
          assert.match(stderr, 'INSTRUCTIONS_UNREADABLE')
          assert.match(stderr, reason)
          assert.not.match(stderr, '\u001b')
        }
        assert.is((await read('link')).exitCode, 2)
        assert.equal(readdirSync(place).sort(), ['big.txt', 'directory', 'link', 'mail.txt', 'pipe'])
      })
    }))

  test('contradicts the flags that name a component', () =>
    withoutB(async ({ directory, locate }) => {
      for (const flags of [locate('b').slice(0, 2), ['--config', 'x.ini']]) {
        const { exitCode, stderr } = await publish(['--from-instructions', 'x', '--federation', directory, ...flags])
        assert.is(exitCode, 64)
        assert.match(stderr, /USAGE[^]*--from-instructions and --component contradict/)
      }
    }))
})

/** Saves a mail where no clone looks at it. */
function saveMail(top: TestFederation['repository']['top'], text: string): string {
  const file = join(top, '.git/mail.txt')
  writeFileSync(file, text)
  return file
}

function codesOf(json: Readonly<Record<string, unknown>>): readonly string[] {
  return (json['problems'] as readonly { readonly code: string }[]).map(({ code }) => code)
}
