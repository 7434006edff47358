import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { readFingerprint } from '../../src/domain/certificate/certificate.ts'
import { judgeCertificate } from '../../src/domain/certificate/judge.ts'
import { isProblem } from '../../src/domain/problem.ts'
import { readRegistrationInstructions, type Instructions } from '../../src/fedbiomed/registration-instructions.ts'
import { aCertificatePem, anExpectation, aPartyId, NOW, PARTY_ID, privateKey } from '../helpers/certificates.ts'
import { INSTRUCTIONS_VERSIONS, writeInstructions, type InstructionsVersion } from '../helpers/instructions.ts'
import { suite } from '../helpers/suite.ts'

const FIXTURES = new URL('../fixtures/instructions/', import.meta.url)
const PEM = aCertificatePem()
const OTHER_ID = 'NODE_5f0d3f0e-2f0e-4f86-9a11-3c8f8c1c6f0a'
const OTHER = { id: OTHER_ID, certificatePem: aCertificatePem({ partyId: OTHER_ID, key: 'other' }), ip: '10.221.0.9' }

suite('registration instructions', (test) => {
  for (const [role, id] of [
    ['node', 'NODE_bb60070e-fac1-4580-94de-b8a9b1e6bae7'],
    ['researcher', 'RESEARCHER_6031350e-dffe-4ddc-9b16-cc4611234e1f'],
  ] as const) {
    test(`of Fed-BioMed 6.4.1 tell a ${role}, byte for byte its certificate`, () => {
      const text = readFileSync(new URL(`6.4.1-${role}.txt`, FIXTURES), 'utf8')
      const pem = /-----BEGIN[^]*END CERTIFICATE-----\n/.exec(text)?.[0] ?? ''

      assert.equal(read(text), {
        candidate: {
          ...{ id, role, familyLabel: 'Fed-BioMed 6.0–6.4', profiles: ['party'] },
          certificateFile: 'mail.txt',
        },
        certificate: pem,
      })
      // What the other tests are made from is what the real program prints.
      const written = writeInstructions('6.4', { id, certificatePem: pem }).replace('/fbm-node', `/fbm-${role}`)
      assert.is(written, text)
    })
  }

  for (const version of ['4.2', '5.3'] as const) {
    test(`of Fed-BioMed ${version} tell the address, too`, () => {
      assert.equal(read(instructions(version)), {
        candidate: {
          ...{ id: PARTY_ID, role: 'node', familyLabel: 'Fed-BioMed 4.2–5.3', profiles: ['secagg-mpspdz'] },
          ...{ certificateFile: 'mail.txt', configuredAddress: '10.221.0.4:14001' },
        },
        certificate: PEM,
      })
    })
  }

  test('tell `localhost` where that is what they say', () => {
    const text = writeInstructions('5.3', { id: PARTY_ID, certificatePem: PEM, ip: 'localhost' })

    assert.is(accept(text).candidate.configuredAddress, 'localhost:14001')
  })

  test('are the same whatever a mail does to lines and spaces', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INSTRUCTIONS_VERSIONS),
        fc.array(harmless, { maxLength: 5 }),
        (version, changes) => {
          const mangled = changes.reduce((text, change) => change(text), instructions(version))
          assert.equal(read(mangled), read(instructions(version)), JSON.stringify(mangled))
        },
      ),
    )
  })

  test('may be quoted below an answer that repeats them', () => {
    for (const version of INSTRUCTIONS_VERSIONS) {
      const text = instructions(version)
      assert.equal(read(`${text}\nOn Monday, Ada wrote:\n${text.replaceAll(/^/gm, '> ')}`), read(text))
    }
  })

  test('give the right pair of id, address and certificate, or nothing, whatever was lost', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INSTRUCTIONS_VERSIONS),
        harmful,
        fc.array(harmless, { maxLength: 2 }),
        (version, harm, changes) => {
          const mangled = changes.reduce((text, change) => change(text), harm(instructions(version)))
          const instructed = read(mangled)
          if (instructed === undefined || !isGood(instructed)) return
          assert.equal(instructed, read(instructions(version)), JSON.stringify(mangled))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('give nothing wrong where something in the middle was lost, but for the only copy of an address', () => {
    fc.assert(
      fc.property(fc.constantFrom(...INSTRUCTIONS_VERSIONS), deletion, (version, loss) => {
        const instructed = read(loss(instructions(version)))
        if (instructed === undefined || !isGood(instructed)) return
        // 4.2 says it once: people see it with the question whether the fingerprint was compared.
        const { configuredAddress } = version === '4.2' ? instructed.candidate : {}
        const whole = accept(instructions(version))
        const candidate = configuredAddress === undefined ? whole.candidate : { ...whole.candidate, configuredAddress }
        assert.equal(instructed, { ...whole, candidate })
      }),
      { numRuns: 2000 },
    )
  })

  test('are refused cut at whatever place, unless all that matters came before', () => {
    for (const version of INSTRUCTIONS_VERSIONS) {
      const text = instructions(version)
      const whole = read(text)
      for (let length = 0; length < text.length; length += 1) {
        const instructed = read(text.slice(0, length))
        if (instructed !== undefined && isGood(instructed)) assert.equal(instructed, whole, `${version}: ${length}`)
      }
    }
  })

  test('never pair the id of one mail with the certificate of another', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INSTRUCTIONS_VERSIONS),
        fc.constantFrom(...INSTRUCTIONS_VERSIONS),
        fc.nat(),
        fc.nat(),
        (one, other, from, to) => {
          const [first, second] = [instructions(one), writeInstructions(other, OTHER)]
          const instructed = read(first.slice(0, from % (first.length + 1)) + second.slice(to % (second.length + 1)))
          if (instructed === undefined || !isGood(instructed)) return
          const { id } = instructed.candidate
          assert.is(
            readFingerprint(instructed.certificate),
            readFingerprint(id === OTHER_ID ? OTHER.certificatePem : PEM),
          )
        },
      ),
      { numRuns: 2000 },
    )
  })
})

suite('registration instructions are refused', (test) => {
  const good = instructions('5.3')
  const cases: Readonly<Record<string, readonly [text: string | Uint8Array, reason: RegExp]>> = {
    'that are empty': ['', /hold no certificate/],
    'without a certificate': [good.replace(PEM, ''), /hold no certificate/],
    'without a command': [PEM, /no command/],
    'with two certificates': [good.replace(PEM, PEM + OTHER.certificatePem), /more than one certificate/],
    'of two components': [good + writeInstructions('5.3', OTHER), /more than one certificate/],
    'with two ids': [good.replace(PARTY_ID, OTHER_ID), /disagree: .*5f0d3f0e.* and .*964bdca9/],
    'with two addresses': [good.replace('14001', '14002'), /disagree: .*:14002, and .*:14001/],
    'with commands of two versions': [good.replace('fedbiomed_run node', 'fedbiomed node'), /disagree/],
    'with an id that is none': [good.replaceAll(PARTY_ID, 'NODE_$(id)'), /is no id/],
    'with an escape in the id': [good.replaceAll(PARTY_ID, 'NODE_\u001b]0;x'), /'NODE_\\u\{1b\}\]0;x' is no id/],
    'of 6.4 with an address': [
      instructions('6.4').replaceAll(PARTY_ID, `${PARTY_ID} --ip 10.0.0.1 --port 1`),
      /no version/,
    ],
    'of 5.3 without an address': [good.replaceAll(/ +--ip .*/g, ''), /lack --ip/],
    'of 5.3 with half an address': [good.replace(/ --port 14001$/m, ''), /disagree/],
    'with dashes made typographical': [good.replaceAll('--ip', '–ip'), /lack --ip/],
    'with a command in another spelling': [`${good}\nor: -pi ${PARTY_ID}`, /not whole/],
    'with a certificate that is cut': [good.replace(/\n.*\n-----END CERTIFICATE-----/, ''), /is cut/],
    'with a certificate of another label': [
      good.replaceAll(' CERTIFICATE--', ' TRUSTED CERTIFICATE--'),
      /another label/,
    ],
    'with a certificate that lost a character': [good.replace('MII', 'MI'), /changed on the way/],
    'that are not UTF-8': [Buffer.from(`Grüße\n${good}`, 'latin1'), /not UTF-8/],
    'in UTF-16': [Buffer.from(`\ufeff${good}`, 'utf16le'), /not UTF-8/],
  }
  for (const [name, [text, reason]] of Object.entries(cases)) {
    test(name, () => {
      const problem = refuse(text)

      assert.is(problem.code, 'INSTRUCTIONS_UNCLEAR')
      assert.match(problem.message, reason)
      assert.not.match(problem.message, '\u001b')
    })
  }

  test('with a private key, also a quoted, wrapped or re-encoded one, of which nothing is shown', () => {
    const key = privateKey('good').export({ type: 'pkcs8', format: 'pem' }).toString()
    const texts = [
      good.replace(PEM, key),
      good + key,
      (good + key).replaceAll(/^/gm, '> '),
      (good + key).replaceAll(/^/gm, '> ').replaceAll('PRIVATE KEY', 'PRIVATE\n> KEY'),
      Buffer.from(good + key, 'utf16le'),
      Buffer.from(`Grüße ${key}`, 'latin1'),
    ]
    for (const text of texts) {
      const problem = refuse(text)
      assert.is(problem.code, 'INSTRUCTIONS_HOLD_KEY')
      assert.is(problem.exitCode, 26)
      assert.not.match(JSON.stringify(problem), key.slice(40, 60))
    }
  })
})

const COLOURS = ['\u001b[1;32m', '\u001b[1m', '\u001b[0m']

type Mangle = (text: string) => string

/** What loses nothing. */
const harmless: fc.Arbitrary<Mangle> = fc.constantFrom<Mangle>(
  (text) => text.replaceAll(/\r?\n/g, '\r\n'),
  (text) => text.replaceAll(/^/gm, '> '),
  (text) => text.replaceAll(/^/gm, '| '),
  (text) => text.replaceAll(/^/gm, '&gt; '),
  (text) => text.replaceAll(/^/gm, '\t  '),
  (text) => text.replaceAll(/$/gm, '  '),
  (text) => COLOURS.reduce((plain, colour) => plain.replaceAll(colour, ''), text),
  (text) => text.replaceAll(/^Please/gm, '\u001b[1;31mPlease\u001b[0m'),
  (text) => text.replaceAll('\n', '\n\n'),
  (text) => text.replaceAll(/^-/gm, '- -'),
  (text) => text.replaceAll('  ', ' \u00a0'),
  (text) => text.replaceAll('"', '”'),
  (text) => `\ufeff${text}`,
  (text) => `Dear all,\nhere is what you asked for, for NODE_of_ours:\n\n${text}\n-- \nAda Admin, Hôpital\n`,
  // As mail programs wrap: at a space.
  (text) => text.replaceAll(/(.{40,70}) (?=\S)/g, '$1\n'),
  (text) => text.replaceAll(/^([A-Za-z0-9+/]{40})([A-Za-z0-9+/=]+)$/gm, '$1\n$2'),
)

/** What loses something, or may. */
const harmful: fc.Arbitrary<Mangle> = fc.oneof(
  fc.nat().map(
    (at): Mangle =>
      (text) =>
        text.slice(0, at % text.length),
  ),
  fc.nat().map(
    (at): Mangle =>
      (text) =>
        text.slice(at % text.length),
  ),
  // As terminals wrap: in the middle of a word.
  fc.integer({ min: 20, max: 140 }).map(
    (width): Mangle =>
      (text) =>
        text.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n'),
  ),
  // Quoted-printable that nobody decoded.
  fc.constant<Mangle>((text) => text.replaceAll('=', '=3D').replaceAll(/.{75}/g, '$&=\n')),
  fc.integer({ min: 20, max: 140 }).map((width): Mangle => (text) => {
    return text
      .split('\n')
      .map((line) => line.slice(0, width))
      .join('\n')
  }),
  fc.constant<Mangle>((text) => text.replaceAll('\n', ' ')),
  fc.constant<Mangle>((text) => text.replaceAll('--', '—')),
)

/** What loses something in the middle, which no mail program does. */
const deletion: fc.Arbitrary<Mangle> = fc
  .tuple(fc.nat(), fc.integer({ min: 1, max: 400 }))
  .map(([at, length]): Mangle => (text) => {
    const from = at % text.length
    return text.slice(0, from) + text.slice(from + length)
  })

function instructions(version: InstructionsVersion): string {
  return writeInstructions(version, { id: PARTY_ID, certificatePem: PEM })
}

function readAny(text: string | Uint8Array): ReturnType<typeof readRegistrationInstructions> {
  return readRegistrationInstructions('mail.txt', typeof text === 'string' ? Buffer.from(text) : text)
}

type Read = Pick<Instructions, 'candidate'> & { readonly certificate: string }

function read(text: string): Read | undefined {
  const instructed = readAny(text)
  return isProblem(instructed)
    ? undefined
    : { ...instructed, certificate: Buffer.from(instructed.certificate).toString() }
}

function accept(text: string): Read {
  const instructed = read(text)
  if (instructed === undefined) throw new Error(`Refused: ${JSON.stringify(readAny(text))}`)
  return instructed
}

function refuse(text: string | Uint8Array): Extract<ReturnType<typeof readAny>, { readonly code: unknown }> {
  const problem = readAny(text)
  if (!isProblem(problem)) throw new Error('That was accepted.')
  return problem
}

/** Whether the judge of certificates lets it pass, as `publish` asks before anything is written. */
function isGood({ candidate, certificate }: Read): boolean {
  const { id, role } = candidate
  const expectation = anExpectation({ partyId: aPartyId(id), role, profile: 'party', now: NOW })
  return judgeCertificate(Buffer.from(certificate), expectation).certificate !== undefined
}
