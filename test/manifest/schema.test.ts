import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { isPartyId } from '../../src/domain/party.ts'
import { knownKeys, PROFILE_NAMES } from '../../src/manifest/schema-keys.ts'
import { BASE_MANIFEST } from '../helpers/bad-base.ts'
import { suite } from '../helpers/suite.ts'

const FILE = join(import.meta.dirname, '../../schemas/federation.schema.json')
const schema = JSON.parse(readFileSync(FILE, 'utf8')) as {
  readonly properties: { readonly profile: { readonly enum: readonly string[] } }
  readonly $defs: Readonly<
    Record<string, { readonly pattern?: string; readonly description?: string; readonly properties?: object }>
  >
}

suite('schema of the manifest', (test) => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema)

  test('accepts the sound manifest', () => {
    assert.ok(validate(parse(BASE_MANIFEST)))
  })

  for (const [what, find, replace] of [
    ['an address that is missing', '  ip: 10.222.0.2\n', ''],
    ['a port of a second instance that is missing', '      port: 14002\n', ''],
    ['a network that is missing', 'network: 10.220.0.0/14\n', ''],
    ['addresses in another profile', 'secagg-mpspdz', 'party'],
    ['an unknown key', 'nodes:', 'nodez:'],
  ] as const) {
    test(`tells an editor of ${what}`, () => {
      assert.not.ok(validate(parse(BASE_MANIFEST.replace(find, replace))))
    })
  }

  test('knows the profiles that the program knows', () => {
    assert.equal(schema.properties.profile.enum, PROFILE_NAMES)
  })

  test('has the grammar of party ids that the program has', () => {
    const ids = [
      'node_a',
      'NODE_A-1',
      'researcher_x',
      'RESEARCHER_x',
      'Node_a',
      'nodea',
      'node_',
      'node_-',
      'node_a b',
      'xnode_a',
      '',
    ]
    const pattern = new RegExp(schema.$defs['partyId']?.pattern ?? '$^', 'u')

    for (const id of ids) assert.is(pattern.test(id), isPartyId(id), id)
  })

  test('describes itself to editors', () => {
    for (const key of knownKeys([])) assert.match(JSON.stringify(schema), `"${key}":{"`)
    for (const name of ['researcher', 'node', 'secondInstance', 'removed'])
      assert.ok(schema.$defs[name]?.description, name)
  })

  test('has patterns that no text keeps busy', () => {
    const hostile = [
      `${'a'.repeat(50_000)}!`,
      `${'1.'.repeat(25_000)}!`,
      `${'a/'.repeat(25_000)}!`,
      `${'ab:'.repeat(17_000)}!`,
    ]
    const patterns = Object.values(schema.$defs).flatMap(({ pattern }) =>
      pattern === undefined ? [] : [new RegExp(pattern, 'u')],
    )
    const start = process.cpuUsage().user

    for (const pattern of patterns) for (const text of hostile) assert.not.ok(pattern.test(text))
    assert.ok(process.cpuUsage().user - start < 5_000_000)
  })
})
