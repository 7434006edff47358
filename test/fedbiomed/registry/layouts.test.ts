import * as assert from 'uvu/assert'
import { readFingerprint } from '../../../src/domain/certificate/certificate.ts'
import type { LayoutName } from '../../../src/domain/layout.ts'
import type { Address } from '../../../src/domain/party.ts'
import type { Registration } from '../../../src/domain/registration.ts'
import { observeRegistry } from '../../../src/fedbiomed/registry/layouts.ts'
import { scanWhole } from '../../helpers/registries.ts'
import { suite } from '../../helpers/suite.ts'

const PEM = '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n'
const BROKEN = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n'
const FINGERPRINT = readFingerprint(PEM)

const addresses: readonly { readonly fields: string; readonly address: Address | undefined }[] = [
  { fields: '"ip": "10.221.0.2", "port": 14001', address: { ip: '10.221.0.2', port: 14001 } },
  { fields: '"ip": "10.221.0.2", "port": "14001"', address: { ip: '10.221.0.2', port: 14001 } },
  { fields: '"ip": "0.0.0.0", "port": 65535', address: { ip: '0.0.0.0', port: 65535 } },
  { fields: String.raw`"ip": "10.221\u002e0.2", "port": "1400\u0031"`, address: { ip: '10.221.0.2', port: 14001 } },
  { fields: '"ip": "10.0.0.1", "port": 1, "ip": "10.0.0.2", "port": 2', address: { ip: '10.0.0.2', port: 2 } },
  ...[
    '0',
    '65536',
    '-1',
    '14001.0',
    '1e4',
    '"014001"',
    '" 14001"',
    '""',
    'null',
    'true',
    '[14001]',
    'NaN',
    '123456',
  ].map((port) => ({ fields: `"ip": "10.221.0.2", "port": ${port}`, address: undefined })),
  ...['"localhost"', '"10.0.0"', '"10.0.0.256"', '"010.0.0.1"', '"10.0.0.1."', '"10.0.0.1.1"', '""', '1', '"::1"'].map(
    (ip) => ({ fields: `"ip": ${ip}, "port": 14001`, address: undefined }),
  ),
  { fields: '"ip": "10.221.0.2"', address: undefined },
  { fields: '"port": 14001', address: undefined },
]

const strangeRows: readonly { readonly name: string; readonly row: string; readonly reason: string }[] = [
  { name: 'without a party id', row: '{"certificate": "x"}', reason: 'has no readable party_id' },
  { name: 'without anything', row: '{}', reason: 'has no readable party_id' },
  { name: 'whose party id is a number', row: '{"party_id": 1}', reason: 'has no readable party_id' },
  { name: 'whose party id is null', row: '{"party_id": null}', reason: 'has no readable party_id' },
  { name: 'whose party id is empty', row: '{"party_id": ""}', reason: 'has no readable party_id' },
  {
    name: 'whose last party id is a list',
    row: '{"party_id": "a", "party_id": []}',
    reason: 'has no readable party_id',
  },
  {
    name: 'of the mutual-TLS release',
    row: '{"certificate": "x", "component_id": "NODE_a"}',
    reason:
      'holds a component_id: a release of Fed-BioMed with mutual authentication wrote it, which the configuration does not show (no [authentication])',
  },
  {
    name: 'with the ids of two releases',
    row: '{"party_id": "NODE_a", "component_id": "NODE_a"}',
    reason:
      'holds a component_id: a release of Fed-BioMed with mutual authentication wrote it, which the configuration does not show (no [authentication])',
  },
]

suite('layouts', (test) => {
  test('observes nothing in an empty registry', () => {
    assert.equal(observe('', 'address'), { registrations: [] })
    assert.equal(observe('{"Certificates": {}}', 'party'), { registrations: [] })
  })

  test('observes the registrations in the order of the file, two rows of one party included', () => {
    const rows = `"5": {"party_id": "NODE_b"}, "2": {"party_id": "NODE_a"}, "7": {"party_id": "NODE_b"}`

    const observed = observe(`{"Certificates": {${rows}}}`, 'party')

    assert.equal('registrations' in observed && observed.registrations.map(({ partyId }) => partyId), [
      'NODE_b',
      'NODE_a',
      'NODE_b',
    ])
  })

  test('reads the fingerprint of the certificate in a row', () => {
    assert.ok(FINGERPRINT)
    assert.is(observeOne(`"certificate": ${JSON.stringify(PEM)}`, 'party').fingerprint, FINGERPRINT)
  })

  for (const certificate of ['', '"certificate": "junk"', '"certificate": null', '"certificate": 1']) {
    test(`reads no fingerprint where a row has ${certificate || 'no certificate'}`, () => {
      assert.is(observeOne(certificate, 'address').fingerprint, undefined)
    })
  }

  test('names both certificates in a row, and takes neither for the one of the party', () => {
    const other = PEM.replace('MAMCAQE=', 'MAMCAQI=')
    const [held] = readSeveral(PEM + other)

    assert.equal([held?.fingerprint, held?.several], [undefined, [FINGERPRINT, readFingerprint(other)]])
    for (const text of [PEM, `${PEM}x${other}`, `${PEM}${BROKEN}`]) assert.is(readSeveral(text)[0]?.several, undefined)
  })

  for (const { fields, address } of addresses) {
    test(`reads ${address === undefined ? 'no address' : 'an address'} from ${fields}`, () => {
      assert.equal(observeOne(fields, 'address').address, address)
    })
  }

  test('does not look at the address that an earlier family left in the layout without addresses', () => {
    assert.is(observeOne('"ip": "10.221.0.2", "port": 14001', 'party').address, undefined)
  })

  for (const { name, row, reason } of strangeRows) {
    test(`refuses a row ${name}, and names it`, () => {
      const image = scanWhole(`{"Certificates": {"1": {"party_id": "NODE_a"}, "4": ${row}}}`)

      const problems = observeRegistry(image, 'party', { file: 'db.json' })

      assert.ok(!('registrations' in problems))
      if ('registrations' in problems) return
      const [problem, second] = problems
      assert.is(second, undefined)
      assert.equal([problem?.code, problem?.exitCode], ['REGISTRY_LAYOUT', 25])
      assert.equal(problem?.place, { file: 'db.json', pointer: '/Certificates/4' })
      assert.is(problem?.message, `Row 4 of the table \`Certificates\` ${reason}.`)
    })
  }

  test('reads a row of the layout with component ids, and one that an upgrade left behind', () => {
    const rows = '"1": {"component_id": "NODE_a"}, "2": {"party_id": "NODE_b", "ip": "10.0.0.1", "port": 1}'

    assert.equal(observe(`{"Certificates": {${rows}}}`, 'component'), {
      registrations: [
        { partyId: 'NODE_a', fingerprint: undefined, address: undefined },
        { partyId: 'NODE_b', fingerprint: undefined, address: undefined, isOlder: true },
      ],
    })
  })

  for (const [row, reason] of [
    ['{"certificate": "x"}', 'has no readable component_id'],
    ['{"component_id": 1, "party_id": "NODE_a"}', 'has no readable component_id'],
    ['{"component_id": "NODE_a", "party_id": "NODE_b"}', 'says party_id and component_id, and they differ'],
  ] as const)
    test(`refuses ${row} in the layout with component ids`, () => {
      const problems = observe(`{"Certificates": {"1": ${row}}}`, 'component')

      if ('registrations' in problems) throw new Error('It was observed.')
      assert.is(problems[0]?.message, `Row 1 of the table \`Certificates\` ${reason}.`)
    })

  test('names every row that is strange', () => {
    const problems = observe(
      '{"Certificates": {"1": {}, "2": {"component_id": "a"}, "3": {"party_id": "a"}}}',
      'address',
    )

    assert.is('registrations' in problems ? 0 : problems.length, 2)
  })
})

function readSeveral(pem: string): readonly Registration[] {
  const row = JSON.stringify({ certificate: pem, party_id: 'NODE_a' })
  const observed = observe(`{"Certificates": {"1": ${row}}}`, 'party')
  return 'registrations' in observed ? observed.registrations : []
}

function observe(text: string, layout: LayoutName): ReturnType<typeof observeRegistry> {
  return observeRegistry(scanWhole(text), layout)
}

function observeOne(fields: string, layout: LayoutName): { readonly fingerprint: unknown; readonly address: unknown } {
  const row = `{${fields}${fields === '' ? '' : ', '}"party_id": "NODE_a"}`
  const observed = observe(`{"Certificates": {"1": ${row}}}`, layout)
  const registration = 'registrations' in observed ? observed.registrations[0] : undefined
  if (registration === undefined) throw new Error('The row was not observed.')
  return registration
}
