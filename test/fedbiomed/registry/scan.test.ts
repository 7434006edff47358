import * as assert from 'uvu/assert'
import type { ScanFaultCode } from '../../../src/domain/problems/registry.ts'
import { DEEPEST_NESTING } from '../../../src/fedbiomed/registry/json.ts'
import { describeFault, scanRegistry } from '../../../src/fedbiomed/registry/scan.ts'
import { withPython } from '../../helpers/python.ts'
import { scanWhole } from '../../helpers/registries.ts'
import { suite } from '../../helpers/suite.ts'

const nested = (levels: number): string => `{"a": ${'['.repeat(levels)}${']'.repeat(levels)}}`
const rows = (text: string): string => `{"Certificates": {${text}}}`

/** What is read although JavaScript would refuse or change it, each as the value of another table. */
const accepted: readonly string[] = [
  ...['NaN', 'Infinity', '-Infinity', '0', '-0', '-0.0', '1.0', '1e5', '1E+05', '1e-7', '1e999', '9'.repeat(4000)],
  ...['true', 'false', 'null', '[]', '[ ]', '{}', '{ }', '[[], {}, [{}]]', '[1 , 2\t,\r\n3]', '{"a": 1, "a": 2}'],
  ...[String.raw`"\ud800"`, String.raw`"\udc00\ud800"`, String.raw`"\uD83D\uDE00"`, String.raw`"\"\\\/\b\f\n\r\t"`],
  ...['"é漢😀"', '"\u2028"', '"\x7f"', '"\ufeff"', '{"__proto__": 1}', '{"": 1}', nested(DEEPEST_NESTING)],
]

/** What Python refuses, each as the value of another table. */
const refused: readonly string[] = [
  ...['', 'nan', 'Nan', 'NaNa', 'inf', '+1', '-', '--1', '01', '-01', '1.', '.5', '1.e5', '1e', '1e+', '0x1', '1_0'],
  ...['-NaN', '-infinity', '- 1', '1 2', 'tru', 'truee', 'nul', 'undefined', "'a'", '٣', '\u00a01', '\f1', '\v1'],
  ...['[1,]', '[,1]', '[1 2]', '[', '[1', '[1,', ']', '[}', '{]', '{"a"}', '{"a":}', '{"a" 1}', '{"a":1,}', '{a: 1}'],
  ...['{"a":1 "b":2}', '{,}', '{1: 2}', '{"a":1', '{', '/* */ 1', '"', '"a', '"\n"', '"\t"', '"\0"', '"\x1f"'],
  ...[
    String.raw`"\x41"`,
    String.raw`"\'"`,
    String.raw`"\u12"`,
    String.raw`"\u12g4"`,
    String.raw`"\u123g"`,
    String.raw`"\u123"`,
    String.raw`"\U0041"`,
    '"\\',
  ],
  ...[String.raw`"\ud800\u12"`, String.raw`"\u 123"`, String.raw`"\u+123"`, String.raw`"\u-123"`, '"\\"'],
]

interface Fault {
  readonly name: string
  readonly bytes: string | Uint8Array
  readonly code: ScanFaultCode
  readonly message: string
}

const faults: readonly Fault[] = [
  {
    name: 'a registry that is cut off',
    bytes: '{"Datasets": {"1": {"name": "a',
    code: 'REGISTRY_TORN',
    message: 'The registry breaks off at its end, after 30 bytes.',
  },
  {
    name: 'white space alone',
    bytes: '   ',
    code: 'REGISTRY_TORN',
    message: 'The registry breaks off at its end, after 3 bytes.',
  },
  {
    name: 'a single byte',
    bytes: '{',
    code: 'REGISTRY_TORN',
    message: 'The registry breaks off at its end, after 1 byte.',
  },
  {
    name: 'a registry that is damaged inside',
    bytes: '{"Datasets": {"1": ?}}',
    code: 'REGISTRY_TORN',
    message: 'The registry is damaged at byte 20 of 22: it is not the JSON that Fed-BioMed writes.',
  },
  {
    name: 'the tail of a longer registry behind a shorter one',
    bytes: '{"Datasets": {}}\n{}}',
    code: 'REGISTRY_TAIL',
    message:
      'The registry ends before byte 18 of 20, but something else follows: two programs have written it at the same time.',
  },
  {
    name: 'zero bytes behind the end',
    bytes: '{}\0',
    code: 'REGISTRY_TAIL',
    message:
      'The registry ends before byte 3 of 3, but something else follows: two programs have written it at the same time.',
  },
  {
    name: 'bytes that are no UTF-8',
    bytes: Buffer.from('7b2261223a22ff227d', 'hex'),
    code: 'REGISTRY_ENCODING',
    message: 'The registry is not UTF-8 text at byte 7 of 9.',
  },
  {
    name: 'a surrogate in UTF-8',
    bytes: Buffer.from('7b2261223a22eda080227d', 'hex'),
    code: 'REGISTRY_ENCODING',
    message: 'The registry is not UTF-8 text at byte 7 of 11.',
  },
  {
    name: 'a byte-order mark',
    bytes: '\ufeff{}',
    code: 'REGISTRY_ENCODING',
    message: 'The registry begins with a byte-order mark, or with bytes that are no UTF-8 text.',
  },
  {
    name: 'UTF-16',
    bytes: Buffer.from('\ufeff{}', 'utf16le'),
    code: 'REGISTRY_ENCODING',
    message: 'The registry begins with a byte-order mark, or with bytes that are no UTF-8 text.',
  },
  {
    name: 'lists nested 502 deep',
    bytes: nested(DEEPEST_NESTING + 2),
    code: 'REGISTRY_TOO_DEEP',
    message: 'The registry is nested more than 500 levels deep, more than any version of Fed-BioMed writes.',
  },
  {
    name: 'lists nested a million deep',
    bytes: '['.repeat(1_000_000),
    code: 'REGISTRY_TOO_DEEP',
    message: 'The registry is nested more than 500 levels deep, more than any version of Fed-BioMed writes.',
  },
  ...(
    [
      ['null', 'null'],
      ['[]', 'a list'],
      ['"x"', 'a string'],
      [' 1.5 ', 'a number'],
      ['NaN', 'a number'],
      ['-Infinity', 'a number'],
      ['true', 'a truth value'],
    ] as const
  ).map(([bytes, kind]) => ({
    name: `${bytes} in place of tables`,
    bytes,
    code: 'REGISTRY_NOT_OBJECT' as const,
    message: `The registry holds ${kind} in place of tables.`,
  })),
  {
    name: 'a table that is null',
    bytes: '{"Certificates": null}',
    code: 'REGISTRY_TABLE_NOT_OBJECT',
    message: '`Certificates` in the registry is null in place of a table.',
  },
  {
    name: 'a table that is a list',
    bytes: '{"Certificates": [{}]}',
    code: 'REGISTRY_TABLE_NOT_OBJECT',
    message: '`Certificates` in the registry is a list in place of a table.',
  },
  {
    name: 'the table twice',
    bytes: '{"Certificates": {}, "Certificates": {}}',
    code: 'REGISTRY_TABLE_TWICE',
    message: 'The registry holds the table `Certificates` twice, the second one at byte 38.',
  },
  {
    name: 'the table twice, once escaped',
    bytes: String.raw`{"Certificates": {}, "Certificate\u0073": {}}`,
    code: 'REGISTRY_TABLE_TWICE',
    message: 'The registry holds the table `Certificates` twice, the second one at byte 43.',
  },
  {
    name: 'a row twice',
    bytes: rows('"1": {}, "2": {}, "1": {}'),
    code: 'REGISTRY_ROW_TWICE',
    message: 'Two rows of the table `Certificates` have the document id 1.',
  },
  {
    name: 'a row twice, once escaped',
    bytes: rows(String.raw`"1": {}, "\u0031": {}`),
    code: 'REGISTRY_ROW_TWICE',
    message: 'Two rows of the table `Certificates` have the document id 1.',
  },
  {
    name: 'a row that is a list',
    bytes: rows('"1": {}, "2": []'),
    code: 'REGISTRY_ROW_NOT_OBJECT',
    message: 'Row 2 of the table `Certificates` is no object.',
  },
  ...['', 'a', '01', '-1', '+1', ' 1', '1.0', '1_0', '٣', '__proto__'].map((id) => ({
    name: `the document id '${id}'`,
    bytes: rows(`"${id}": {}`),
    code: 'REGISTRY_DOCUMENT_ID' as const,
    message: `The document id '${id}' in the table \`Certificates\` is no plain decimal number.`,
  })),
]

suite('scan', (test) => {
  test('reads registries without a byte, without tables, and without the table as empty', () => {
    for (const text of ['', '{}', '{ }', ' {\n} \n', '{"Datasets": {}}']) {
      assert.is(scanWhole(text).table, undefined)
    }
  })

  test('finds the table, its rows and their fields where they stand', () => {
    const text = '{"A": 1, "Certificates": {"7": {"party_id": "NODE_a", "x": [1]}, "3": {}}, "__proto__": {}} '

    const { table, otherTables, end } = scanWhole(text)

    assert.equal(otherTables, ['A', '__proto__'])
    assert.is(text.slice(table?.start, table?.end), '{"7": {"party_id": "NODE_a", "x": [1]}, "3": {}}')
    assert.is(end, text.length - 1)
    const rowTexts = table?.rows.map(({ documentId, start, end }) => [documentId, text.slice(start, end)])
    assert.equal(rowTexts, [
      ['7', '"7": {"party_id": "NODE_a", "x": [1]}'],
      ['3', '"3": {}'],
    ])
    const fields = table?.rows[0]?.fields.map(({ name, start, end }) => [name, text.slice(start, end)])
    assert.equal(fields, [
      ['party_id', '"NODE_a"'],
      ['x', '[1]'],
    ])
  })

  test('finds the table and a field whose names are escaped', () => {
    const { table } = scanWhole(String.raw`{"\u0043ertificates": {"1": {"party\u005fid": "a"}}}`)

    assert.equal(
      table?.rows[0]?.fields.map(({ name }) => name),
      ['party_id'],
    )
  })

  test('reads bytes that lie inside a larger buffer', () => {
    const larger = new Uint8Array(Buffer.from('xx{"Certificates": {"1": {}}}yy'))

    const result = scanRegistry(larger.subarray(2, -2))

    assert.is(result.kind, 'image')
  })

  test('reads whatever Python reads', () => {
    for (const text of accepted) {
      assert.is(scanRegistry(Buffer.from(`{"a": ${text}}`)).kind, 'image', text)
    }
  })

  test('refuses whatever Python refuses', () => {
    for (const text of refused) {
      assert.is(scanRegistry(Buffer.from(`{"a": ${text}}`)).kind, 'fault', text)
    }
  })

  test('agrees with TinyDB on each of these registries', async () => {
    await withPython('the scanner beside TinyDB', async (python) => {
      const contents = [...accepted, ...refused].map((text) => Buffer.from(`{"a": ${text}}`).toString('base64'))

      const verdicts = await python.ask('read_with_tinydb.py', contents)

      assert.equal(verdicts, [...accepted.map(() => 'object'), ...refused.map(() => 'refused')])
    })
  })

  for (const { name, bytes, code, message } of faults) {
    test(`refuses ${name.slice(0, 80)}`, () => {
      const result = scanRegistry(Buffer.from(bytes))

      assert.is(result.kind, 'fault')
      if (result.kind === 'image') return
      const problem = describeFault(result, { file: 'db.json' })
      assert.equal([problem.code, problem.message], [code, message])
      assert.equal([problem.severity, problem.exitCode, problem.place], ['error', 25, { file: 'db.json' }])
      assert.match(problem.remedy, /: fbm-gitops restore$|\(python3 -m json\.tool db\.json\)/)
    })
  }

  test('refuses a registry that is cut at any byte', () => {
    const whole = Buffer.from('{"A": [1.5, "\\u00e9é", {"b": NaN}], "Certificates": {"1": {"party_id": "a"}}}')

    for (let length = 1; length < whole.length; length += 1) {
      assert.is(scanRegistry(whole.subarray(0, length)).kind, 'fault', `${length} bytes`)
    }
  })
})
