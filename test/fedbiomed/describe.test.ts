import * as assert from 'uvu/assert'
import { writeConfiguration } from '../../src/demo/configuration.ts'
import { isProblem, type Problem } from '../../src/domain/problem.ts'
import { describeComponent, type ComponentFiles, type Description } from '../../src/fedbiomed/describe.ts'
import { replaceOnce } from '../helpers/edit.ts'
import { suite } from '../helpers/suite.ts'

const UUID = '964bdca9-809d-49b8-a9c4-8ba3d108c1ae'
const ADDRESS = { ip: '10.221.0.2', port: 14001 }

type Edit = readonly [find: string, replacement: string]
type Env = ComponentFiles['env']

const A0_NODE = writeConfiguration({
  family: 'A0',
  role: 'node',
  id: `node_${UUID}`,
  ...ADDRESS,
  certificateStem: `certs/cert_node_${UUID}/MPSPDZ_certificate`,
})
const A0_RESEARCHER = writeConfiguration({
  family: 'A0',
  role: 'researcher',
  id: `researcher_${UUID}`,
  ...ADDRESS,
  certificateStem: `certs/cert_researcher_${UUID}/MPSPDZ_certificate`,
})
const A1_NODE = writeConfiguration({
  family: 'A1',
  role: 'node',
  id: `node_${UUID}`,
  ...ADDRESS,
  certificateStem: `certs/cert_node_${UUID}/MPSPDZ_certificate`,
})
const A1_RESEARCHER = writeConfiguration({
  family: 'A1',
  role: 'researcher',
  id: `researcher_${UUID}`,
  ...ADDRESS,
  certificateStem: `certs/cert_researcher_${UUID}/MPSPDZ_certificate`,
})
const A2_NODE = writeConfiguration({
  family: 'A2',
  role: 'node',
  id: `NODE_${UUID}`,
  ...ADDRESS,
  certificateStem: `certs/cert_NODE_${UUID}/MPSPDZ_certificate`,
})
const A2_RESEARCHER = writeConfiguration({
  family: 'A2',
  role: 'researcher',
  id: `RESEARCHER_${UUID}`,
  ...ADDRESS,
  certificateStem: `certs/cert_RESEARCHER_${UUID}/MPSPDZ_certificate`,
})
const C_NODE = writeConfiguration({
  family: 'C',
  role: 'node',
  id: `NODE_${UUID}`,
  ...ADDRESS,
  certificateStem: 'certs/FBM_certificate',
})
const D_NODE = writeConfiguration({
  family: 'D',
  role: 'node',
  id: `NODE_${UUID}`,
  ...ADDRESS,
  certificateStem: 'certs/FBM_certificate',
})
const B_NODE = writeConfiguration({
  family: 'B',
  role: 'node',
  id: `NODE_${UUID}`,
  ...ADDRESS,
  certificateStem: `certs/cert_NODE_${UUID}/FBM_certificate`,
})
const B_RESEARCHER = writeConfiguration({
  family: 'B',
  role: 'researcher',
  id: `RESEARCHER_${UUID}`,
  ...ADDRESS,
  certificateStem: `certs/cert_RESEARCHER_${UUID}/server_certificate`,
})

suite('describe: the families that are served', (test) => {
  for (const [name, text, effect] of [
    ['4.2', A0_NODE, 'unread'],
    ['4.2', A0_RESEARCHER, 'unread'],
    ['4.3–4.5', A1_NODE, 'read'],
    ['4.3–4.5', A1_RESEARCHER, 'read'],
    ['5.0–5.3', A2_NODE, 'read'],
    ['5.0–5.3', A2_RESEARCHER, 'read'],
  ] as const)
    test(`recognises ${name} by its features`, () => {
      const { traits } = expectDescription({ text })

      assert.is(traits.familyLabel, `Fed-BioMed ${name}`)
      assert.equal([traits.profiles, traits.layout, traits.effect], [['secagg-mpspdz'], 'address', effect])
      assert.equal([traits.address, traits.configuredAddress], [ADDRESS, '10.221.0.2:14001'])
    })

  for (const [text, id, name] of [
    [B_NODE, `NODE_${UUID}`, 'FBM_certificate'],
    [B_RESEARCHER, `RESEARCHER_${UUID}`, 'server_certificate'],
  ] as const)
    test(`recognises 5.4 of ${id} by its certificate directory`, () => {
      const { traits, certificate, privateKey, registry } = expectDescription({ text })

      assert.equal([traits.familyLabel, traits.layout, traits.effect], ['Fed-BioMed 5.4', 'party', 'unread'])
      assert.equal([traits.id, traits.profiles, traits.address], [id, ['party'], undefined])
      assert.equal(certificate, { base: 'etc', path: `certs/cert_${id}/${name}.pem` })
      assert.equal(privateKey, { base: 'etc', path: `certs/cert_${id}/${name}.key` })
      assert.equal(registry, { base: 'etc', path: `../var/db_${id}.json`, unclearBehindLinks: false })
    })

  test('recognises 6.0–6.4 by config.ini and .fedbiomed', () => {
    const { traits, certificate, privateKey, registry } = expectDescription(markedC())

    assert.equal([traits.familyLabel, traits.layout], ['Fed-BioMed 6.0–6.4', 'party'])
    assert.equal([traits.profiles, traits.address], [['party'], undefined])
    assert.equal(certificate, { base: 'etc', path: 'certs/FBM_certificate.pem' })
    assert.equal(privateKey, { base: 'etc', path: 'certs/FBM_certificate.key' })
    assert.equal(registry, { base: 'etc', path: `../var/db_NODE_${UUID}.json`, unclearBehindLinks: true })
  })

  for (const [written, effect] of [
    ['mutual_authentication = True', 'read'],
    ['mutual_authentication = true', 'read'],
    ['mutual_authentication = 1', 'read'],
    ['mutual_authentication = False', 'switched-off'],
    ['mutual_authentication = perhaps', 'switched-off'],
    ['', 'switched-off'],
  ] as const)
    test(`recognises mutual authentication by its section, ${effect} by '${written}'`, () => {
      const { traits, certificate } = expectDescription(
        markedC(edit(D_NODE, ['mutual_authentication = True', written])),
      )

      assert.equal([traits.layout, traits.profiles, traits.effect], ['component', ['mutual-tls'], effect])
      assert.is(certificate.path, 'certs/FBM_certificate.pem')
    })

  test('lets the environment switch mutual authentication', () => {
    const env = { FBM_AUTHENTICATION_MUTUAL_AUTHENTICATION: 'False' }

    assert.is(expectDescription({ ...markedC(D_NODE), env }).traits.effect, 'switched-off')
  })

  test('lets the environment switch it on where the section does not say', () => {
    const env = { FBM_AUTHENTICATION_MUTUAL_AUTHENTICATION: 'True' }
    const files = markedC(edit(D_NODE, ['mutual_authentication = True', '']))

    assert.is(expectDescription({ ...files, env }).traits.effect, 'read')
  })

  test('does not go by the version', () => {
    const { traits } = expectDescription({ text: edit(A2_NODE, ['version = 2', 'version = 9']) })

    assert.is(traits.familyLabel, 'Fed-BioMed 5.0–5.3')
  })

  test('names the registry of 4.3–4.5 by the id', () => {
    const { registry } = expectDescription({ text: A1_NODE })

    assert.equal(registry, { base: 'root', path: `var/db_node_${UUID}.json`, unclearBehindLinks: false })
  })

  test('reads an interpolated path as Fed-BioMed does', () => {
    const text = edit(A2_NODE, [`db_NODE_${UUID}.json`, 'db_%(id)s.json'])

    assert.is(expectDescription({ text }).registry.path, `../var/db_NODE_${UUID}.json`)
  })

  for (const ip of ['localhost', '::1', '10.0.0.256', '010.0.0.1', '10.0.0'])
    test(`keeps the configured address ${ip} for people only`, () => {
      const { traits } = expectDescription({ text: edit(A2_NODE, ['mpspdz_ip = 10.221.0.2', `mpspdz_ip = ${ip}`]) })

      assert.equal([traits.address, traits.configuredAddress], [undefined, `${ip}:14001`])
    })

  for (const port of ['0', '65536', '14001x', '-5', '014001', ''])
    test(`takes '${port}' for no port`, () => {
      const { traits } = expectDescription({ text: edit(A2_NODE, ['mpspdz_port = 14001', `mpspdz_port = ${port}`]) })

      assert.is(traits.address, undefined)
    })
})

suite('describe: the environment', (test) => {
  const other = 'node_b'
  const cases: readonly [
    name: string,
    files: Partial<ComponentFiles>,
    env: Env,
    seen: (d: Description) => unknown,
    expected: unknown,
  ][] = [
    [
      'NODE_ID replaces id and registry up to 4.5',
      { text: A1_NODE },
      { NODE_ID: other },
      idAndRegistry,
      [other, 'var/db_node_b.json'],
    ],
    [
      'RESEARCHER_ID replaces id and registry up to 4.5',
      { text: A1_RESEARCHER },
      { RESEARCHER_ID: 'researcher_b' },
      idAndRegistry,
      ['researcher_b', 'var/db_researcher_b.json'],
    ],
    [
      'RESEARCHER_ID means nothing to a node',
      { text: A1_NODE },
      { RESEARCHER_ID: 'researcher_b' },
      idAndRegistry,
      [`node_${UUID}`, `var/db_node_${UUID}.json`],
    ],
    [
      'NODE_ID means nothing from 5.0 on',
      { text: A2_NODE },
      { NODE_ID: other },
      ({ traits }) => traits.id,
      `NODE_${UUID}`,
    ],
    [
      'RESEARCHER_ID replaces the id alone in 5.0–5.3',
      { text: A2_RESEARCHER },
      { RESEARCHER_ID: 'RESEARCHER_b' },
      idAndRegistry,
      ['RESEARCHER_b', `../var/db_RESEARCHER_${UUID}.json`],
    ],
    ['NODE_ID means nothing to 6.0', markedC(), { NODE_ID: other }, ({ traits }) => traits.id, `NODE_${UUID}`],
    [
      'MPSPDZ_IP and MPSPDZ_PORT replace the address',
      { text: A2_NODE },
      { MPSPDZ_IP: '10.221.0.9', MPSPDZ_PORT: '14002' },
      ({ traits }) => traits.address,
      { ip: '10.221.0.9', port: 14002 },
    ],
    [
      'an empty MPSPDZ_IP counts',
      { text: A1_NODE },
      { MPSPDZ_IP: '' },
      ({ traits }) => traits.configuredAddress,
      ':14001',
    ],
    ['MPSPDZ_IP means nothing to 6.0', markedC(), { MPSPDZ_IP: '10.0.0.1' }, ({ traits }) => traits.address, undefined],
    [
      'MPSPDZ_CERTIFICATE_PEM is relative to the root',
      { text: A2_NODE },
      { MPSPDZ_CERTIFICATE_PEM: 'own.pem' },
      ({ certificate }) => certificate,
      { base: 'root', path: 'own.pem' },
    ],
    [
      'MPSPDZ_CERTIFICATE_KEY is relative to the root',
      { text: A2_NODE },
      { MPSPDZ_CERTIFICATE_KEY: 'own.key' },
      ({ privateKey }) => privateKey,
      { base: 'root', path: 'own.key' },
    ],
    [
      'a private key that is not named hinders nothing',
      { text: A2_NODE.replace(/^private_key = .*\n/m, '') },
      {},
      ({ privateKey, certificate }) => [privateKey, certificate.base],
      [undefined, 'etc'],
    ],
    [
      'FBM_CERTIFICATE_PEM and FBM_CERTIFICATE_KEY of a node of 5.4 are relative to the root',
      { text: B_NODE },
      { FBM_CERTIFICATE_PEM: 'own.pem', FBM_CERTIFICATE_KEY: 'own.key' },
      ({ certificate, privateKey }) => [certificate, privateKey],
      [
        { base: 'root', path: 'own.pem' },
        { base: 'root', path: 'own.key' },
      ],
    ],
    [
      'FBM_CERTIFICATE_PEM means nothing to a researcher of 5.4',
      { text: B_RESEARCHER },
      { FBM_CERTIFICATE_PEM: 'own.pem' },
      ({ certificate }) => certificate.base,
      'etc',
    ],
    [
      'RESEARCHER_ID replaces the id alone in 5.4',
      { text: B_RESEARCHER },
      { RESEARCHER_ID: 'RESEARCHER_b' },
      idAndRegistry,
      ['RESEARCHER_b', `../var/db_RESEARCHER_${UUID}.json`],
    ],
    ['NODE_ID means nothing to 5.4', { text: B_NODE }, { NODE_ID: other }, ({ traits }) => traits.id, `NODE_${UUID}`],
    [
      'NODE_ID replaces id and registry in 4.2',
      { text: A0_NODE },
      { NODE_ID: other },
      idAndRegistry,
      [other, 'var/db_node_b.json'],
    ],
    [
      'FBM_CERTIFICATE_PUBLIC_KEY is relative to etc/',
      markedC(),
      { FBM_CERTIFICATE_PUBLIC_KEY: 'own.pem' },
      ({ certificate }) => certificate,
      { base: 'etc', path: 'own.pem' },
    ],
    [
      'FBM_DEFAULT_ID replaces the id alone',
      markedC(),
      { FBM_DEFAULT_ID: 'NODE_b' },
      idAndRegistry,
      ['NODE_b', `../var/db_NODE_${UUID}.json`],
    ],
    [
      'FBM_DEFAULT_DB replaces the registry',
      markedC(),
      { FBM_DEFAULT_DB: '/var/x.json' },
      ({ registry }) => registry.path,
      '/var/x.json',
    ],
    [
      'FBM_DEFAULT_DB means nothing to 5.3',
      { text: A2_NODE },
      { FBM_DEFAULT_DB: '/var/x.json' },
      ({ registry }) => registry.path,
      `../var/db_NODE_${UUID}.json`,
    ],
  ]
  for (const [name, files, env, seen, expected] of cases)
    test(name, () => {
      assert.equal(seen(expectDescription({ ...files, env })), expected)
    })
})

suite('describe: what is refused', (test) => {
  const cases: readonly [name: string, code: string, files: Partial<ComponentFiles>, said: string][] = [
    ['5.4.0.rc1', 'FAMILY_UNSUPPORTED', markedC(B_NODE), 'Fed-BioMed 5.4.0.rc1,'],
    ['the preview of mutual TLS', 'FAMILY_UNSUPPORTED', markedC(`${C_NODE}[mtls]\nenabled = True\n`), '[mtls]'],
    ['both forms of mutual TLS', 'FAMILY_UNSUPPORTED', markedC(`${D_NODE}[mtls]\nenabled = True\n`), '[mtls]'],
    ['mutual authentication without .fedbiomed', 'FAMILY_UNKNOWN', { text: D_NODE, name: 'config.ini' }, '[auth'],
    ['a 6.x configuration without .fedbiomed', 'FAMILY_UNKNOWN', { text: C_NODE, name: 'config.ini' }, '[certificate]'],
    ['a 6.x configuration of another name', 'FAMILY_UNKNOWN', { ...markedC(), name: 'backup.ini' }, '[certificate]'],
    ['features of two families', 'FAMILY_UNKNOWN', { text: `${A2_NODE}[certificate]\npublic_key = x\n` }, '[mpspdz]'],
    ['an empty file', 'FAMILY_UNKNOWN', { text: '' }, 'no section'],
    ['a file of something else', 'FAMILY_UNKNOWN', { text: '[odbc]\na = 1\n' }, '[odbc]'],
    ['a file without a section', 'CONFIG_MALFORMED', { text: 'id = 1\n' }, 'begin with a [section]'],
    ['a section that appears twice', 'CONFIG_MALFORMED', { text: `${A2_NODE}[default]\n` }, '[default] appears twice'],
    ['an option that appears twice', 'CONFIG_MALFORMED', { text: '[s]\na = 1\nA = 2\n' }, "'a' appears twice"],
    ['a line that is no option', 'CONFIG_MALFORMED', { text: '[s]\nwords\n' }, 'no option'],
    ['a lonely percent sign', 'CONFIG_MALFORMED', inA2(`id = NODE_${UUID}`, 'id = 50%'), "'%%'"],
    ['a reference to nothing', 'CONFIG_MALFORMED', inA2(`id = NODE_${UUID}`, 'id = %(x)s'), '%(x)s'],
    ['a reference to itself', 'CONFIG_MALFORMED', inA2(`id = NODE_${UUID}`, 'id = %(id)s'), 'circle'],
    ['no id', 'CONFIG_VALUE_MISSING', inA2(`id = NODE_${UUID}\n`, ''), '`id`'],
    ['no component', 'CONFIG_VALUE_MISSING', inA2('component = NODE\n', ''), '`component`'],
    ['no certificate', 'CONFIG_VALUE_MISSING', inA2(/public_key.*\n/.exec(A2_NODE)?.[0] ?? '', ''), '`public_key`'],
    ['no address', 'CONFIG_VALUE_MISSING', inA2('mpspdz_ip = 10.221.0.2\n', ''), '`mpspdz_ip`'],
    ['no port', 'CONFIG_VALUE_MISSING', inA2('mpspdz_port = 14001\n', ''), '`mpspdz_port`'],
    [
      'a missing id even where the environment has one, as Fed-BioMed',
      'CONFIG_VALUE_MISSING',
      { text: edit(A1_NODE, [`id = node_${UUID}\n`, '']), env: { NODE_ID: 'node_b' } },
      '`id`',
    ],
    ['an id with a path in it', 'COMPONENT_ID_INVALID', inA2(`id = NODE_${UUID}`, 'id = NODE_../x'), 'NODE_../x'],
    [
      'an empty id of the environment',
      'COMPONENT_ID_INVALID',
      { ...markedC(), env: { FBM_DEFAULT_ID: '' } },
      '$FBM_DEFAULT_ID',
    ],
    [
      'an unknown component',
      'CONFIG_VALUE_INVALID',
      inA2('component = NODE', 'component = node'),
      'NODE or RESEARCHER',
    ],
    ['an empty .fedbiomed', 'CONFIG_VALUE_INVALID', { ...markedC(), marker: '' }, '.fedbiomed'],
    [
      'a .fedbiomed of the other role',
      'ROLE_MISMATCH',
      { ...markedC(), marker: 'RESEARCHER' },
      '.fedbiomed says researcher',
    ],
    ['an id of the other role', 'ROLE_MISMATCH', inA2('component = NODE', 'component = RESEARCHER'), 'says researcher'],
    [
      'an id of the other role in the environment',
      'ROLE_MISMATCH',
      { text: A1_NODE, env: { NODE_ID: 'researcher_b' } },
      '$NODE_ID = researcher_b says researcher',
    ],
    ['a home directory', 'CONFIG_HOME_PATH', inA2('db = ../var', 'db = ~/var'), '~/var/db_'],
    [
      'a home directory in the environment',
      'CONFIG_HOME_PATH',
      { text: A2_NODE, env: { MPSPDZ_CERTIFICATE_PEM: '~/x' } },
      '$MPSPDZ',
    ],
    ['an empty path', 'CONFIG_VALUE_INVALID', { ...markedC(), env: { FBM_DEFAULT_DB: '' } }, '$FBM_DEFAULT_DB'],
    ['a path of two lines', 'CONFIG_VALUE_INVALID', inA2('db = ../var', 'db = ..\n  /var'), '[default] db'],
  ]
  for (const [name, code, files, said] of cases)
    test(`refuses ${name}`, () => {
      const problem = expectProblem(files)

      assert.is(problem.code, code)
      assert.is(problem.exitCode, 25)
      assert.match(problem.message, said)
      assert.ok(problem.remedy.length > 20)
    })

  test('names file and line', () => {
    const problem = expectProblem(inA2(`id = NODE_${UUID}`, 'id = hospital'))

    assert.equal(problem.place, { file: 'etc/config_node.ini', line: 2 })
  })

  for (const files of [
    { text: A1_NODE, env: { NODE_ID: 'node_\u001b[2J' } },
    { text: '[s]\na\u001bb = 1\na\u001bb = 2\n' },
    { text: '[\u001bs]\n[\u001bs]\n' },
    { text: '[\u001bs]\n' },
  ])
    test(`shows no control character of ${JSON.stringify(files.env ?? files.text)}`, () => {
      assert.match(expectProblem(files).message, '\\u{1b}')
      assert.not.match(expectProblem(files).message, '\u001b')
    })
})

function idAndRegistry({ traits, registry }: Description): unknown {
  return [traits.id, registry.path]
}

function markedC(text = C_NODE): Partial<ComponentFiles> {
  return { text, name: 'config.ini', marker: 'NODE' }
}

function inA2(find: string, replacement: string): Partial<ComponentFiles> {
  return { text: edit(A2_NODE, [find, replacement]) }
}

function edit(text: string, ...edits: readonly Edit[]): string {
  return edits.reduce((edited, [find, replacement]) => replaceOnce(edited, find, replacement), text)
}

function describe(files: Partial<ComponentFiles>): Description | Problem {
  const name = files.name ?? 'config_node.ini'
  return describeComponent({ file: `etc/${name}`, name, text: '', marker: undefined, env: {}, ...files })
}

function expectDescription(files: Partial<ComponentFiles>): Description {
  const description = describe(files)
  if (isProblem(description)) throw new Error(`${description.code}: ${description.message}`)
  return description
}

function expectProblem(files: Partial<ComponentFiles>): Problem {
  const problem = describe(files)
  if (!isProblem(problem)) throw new Error('It was accepted.')
  return problem
}
