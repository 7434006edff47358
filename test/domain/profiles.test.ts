import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Role } from '../../src/domain/party.ts'
import { computeDesiredState } from '../../src/domain/pass/desired-state.ts'
import { PROFILES, type ProfileName } from '../../src/domain/profiles.ts'
import { aCertificate, anAddress, anId } from '../helpers/builders.ts'
import { suite } from '../helpers/suite.ts'

const SCHEMAS = join(import.meta.dirname, '../../schemas')

suite('profiles', (test) => {
  const enums = readdirSync(SCHEMAS).flatMap((name) =>
    enumsIn(JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8'))).map((names) => [name, names] as const),
  )

  test('are named in the schemas of the manifest and of the results', () => {
    assert.equal(
      [...new Set(enums.map(([name]) => name))],
      [
        'federation.schema.json',
        'init.schema.json',
        'observation.schema.json',
        'plan-all.schema.json',
        'plan.schema.json',
        'reconcile.schema.json',
        'report.schema.json',
        'validate.schema.json',
      ],
    )
  })

  for (const [file, names] of enums) {
    test(`are all in ${file}, and no others`, () => {
      assert.equal(names, Object.keys(PROFILES))
    })
  }
})

suite('who registers whom', (test) => {
  for (const profile of ['secagg-mpspdz', 'party'] as const) {
    test(`is everybody everybody in ${profile}`, () => {
      assert.equal(peersOf(profile, 'r'), [anId('a'), anId('b')])
      assert.equal(peersOf(profile, 'a'), [anId('r'), anId('b')])
    })
  }

  test('is the researcher each node, and each node the researcher, in mutual-tls', () => {
    assert.equal(peersOf('mutual-tls', 'r'), [anId('a'), anId('b')])
    assert.equal(peersOf('mutual-tls', 'a'), [anId('r')])
  })

  test('leaves addresses out where the profile has none', () => {
    assert.equal(addressesIn('secagg-mpspdz'), [anAddress(), anAddress()])
    assert.equal(addressesIn('party'), [undefined, undefined])
  })
})

/** Finds the list of allowed values of each property named `profile`. */
function enumsIn(schema: unknown): readonly (readonly unknown[])[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === 'profile' && isEnum(value) ? [value.enum] : enumsIn(value),
  )
}

function isEnum(value: unknown): value is { readonly enum: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'enum' in value && Array.isArray(value.enum)
}

function peersOf(profile: ProfileName, self: string): readonly string[] {
  return desiredOf(profile, self).registrations.map(({ partyId }) => partyId)
}

function addressesIn(profile: ProfileName): readonly unknown[] {
  return desiredOf(profile, 'a').registrations.map(({ address }) => address)
}

function desiredOf(profile: ProfileName, self: string): ReturnType<typeof computeDesiredState> {
  const parties = ['r', 'a', 'b'].map((label) => {
    const role: Role = label === 'r' ? 'researcher' : 'node'
    const certificate = aCertificate(label)
    return { id: anId(label), name: label, role, address: anAddress(), certificate, certificatePath: '', replaces: [] }
  })
  return computeDesiredState({ name: 'network', profile, parties, removed: [] }, anId(self))
}
