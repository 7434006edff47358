import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import type { ManifestEdit } from '../../src/manifest/splice/edit.ts'
import { spliceManifest } from '../../src/manifest/splice/splice.ts'
import { suite } from '../helpers/suite.ts'

const NODE = { name: 'c', id: 'NODE_c', ip: '10.221.0.5', port: 14001 }
const ADD: ManifestEdit = { kind: 'append', pointer: ['nodes'], value: NODE }
const LEAVE: ManifestEdit = { kind: 'append', pointer: ['removed'], value: { id: 'NODE_old' } }
const REJOIN: ManifestEdit = { kind: 'remove', pointer: ['removed', '0'] }
const MOVE: ManifestEdit = { kind: 'set', pointer: ['nodes', '0', 'ip'], value: '10.221.0.9' }
const FINGERPRINT = `SHA256:${'ab'.repeat(32)}`
const ANNOUNCE: ManifestEdit = { kind: 'append', pointer: ['nodes', '0', 'replaces'], value: FINGERPRINT }
const INSTANCE: ManifestEdit = {
  kind: 'set',
  pointer: ['nodes', '0', 'secondInstance'],
  value: { id: 'NODE_d', port: 14002 },
}

/** What is written, the edit, and what must be written then. */
const CASES: Readonly<Record<string, readonly [before: string, edit: ManifestEdit, after: string | undefined]>> = {
  'behind a list in block style, with comments everywhere': [
    '# top\nnodes: # all of them\n  # first\n  - name: a # the first\n    ip: 10.221.0.1   # VPN\n    # of a\n  # of the list\n\n# end\n',
    ADD,
    '# top\nnodes: # all of them\n  # first\n  - name: a # the first\n    ip: 10.221.0.1   # VPN\n    # of a\n' +
      '  - name: c\n    id: NODE_c\n    ip: 10.221.0.5\n    port: 14001\n  # of the list\n\n# end\n',
  ],
  'with the indent that the list has': [
    'nodes:\n-   name: a\n    port: 1\nremoved: []\n',
    ADD,
    'nodes:\n-   name: a\n    port: 1\n-   name: c\n    id: NODE_c\n    ip: 10.221.0.5\n    port: 14001\nremoved: []\n',
  ],
  'where the last line has no end': [
    'nodes:\n  - name: a',
    ADD,
    'nodes:\n  - name: a\n  - name: c\n    id: NODE_c\n    ip: 10.221.0.5\n    port: 14001',
  ],
  'with the line ends that the text has': [
    'nodes:\r\n  - name: a\r\nremoved: []\r\n',
    ADD,
    'nodes:\r\n  - name: a\r\n  - name: c\r\n    id: NODE_c\r\n    ip: 10.221.0.5\r\n    port: 14001\r\nremoved: []\r\n',
  ],
  'in flow style where the items are': [
    'nodes:\n  - { name: a } # x\nremoved: []\n',
    ADD,
    'nodes:\n  - { name: a } # x\n  - { name: c, id: NODE_c, ip: 10.221.0.5, port: 14001 }\nremoved: []\n',
  ],
  'into a list in flow style': [
    'nodes: [{name: a}] # x\n',
    ADD,
    'nodes: [{name: a}, { name: c, id: NODE_c, ip: 10.221.0.5, port: 14001 }] # x\n',
  ],
  'into a list in flow style over several lines, with a comma at its end': [
    'nodes: [\n  {name: a},\n  {name: b},\n]\n',
    ADD,
    'nodes: [\n  {name: a},\n  {name: b},\n  { name: c, id: NODE_c, ip: 10.221.0.5, port: 14001 },\n]\n',
  ],
  'not into a list in flow style with a comment behind its last item': [
    'nodes: [\n  {name: a}, # a\n]\n',
    ADD,
    undefined,
  ],
  'into an empty list': [
    '"nodes":  []\nremoved: []\n',
    ADD,
    '"nodes":\n  - name: c\n    id: NODE_c\n    ip: 10.221.0.5\n    port: 14001\nremoved: []\n',
  ],
  'into an empty list that a comment stands behind': [
    'nodes: [ ] # none yet\n',
    ADD,
    'nodes: [{ name: c, id: NODE_c, ip: 10.221.0.5, port: 14001 }] # none yet\n',
  ],
  'not into an empty list that a comment stands in': ['nodes: [ # none yet\n  ]\n', ADD, undefined],
  'into an empty list of a manifest in flow style': [
    '{nodes: [], removed: []}\n',
    ADD,
    '{nodes: [{ name: c, id: NODE_c, ip: 10.221.0.5, port: 14001 }], removed: []}\n',
  ],
  'a list that is absent': [
    'nodes:\n  - name: a\n    # of a\n# end\n',
    LEAVE,
    'nodes:\n  - name: a\n    # of a\nremoved:\n  - id: NODE_old\n# end\n',
  ],
  'a list that is absent, in flow style': ['{ nodes: [] }', LEAVE, '{ nodes: [], removed: [{ id: NODE_old }] }'],
  'an address in the place of another': [
    "nodes:\n  - ip: '10.221.0.1' # VPN\n  - ip: 10.221.0.2\n",
    MOVE,
    "nodes:\n  - ip: '10.221.0.9' # VPN\n  - ip: 10.221.0.2\n",
  ],
  'an address under a key with quotes': ['nodes: [{"ip": "10.221.0.1"}]', MOVE, 'nodes: [{"ip": "10.221.0.9"}]'],
  'an address that is absent': ['nodes: [{a: b}]', MOVE, 'nodes: [{a: b, ip: 10.221.0.9}]'],
  'the first fingerprint': [
    'nodes:\n  - name: a\n    secondInstance:\n      id: b\n      # of b\n  - name: c\n',
    ANNOUNCE,
    `nodes:\n  - name: a\n    secondInstance:\n      id: b\n      # of b\n    replaces: ['${FINGERPRINT}']\n  - name: c\n`,
  ],
  'one more fingerprint in flow style': [
    "nodes:\n  - replaces: ['x'] # old\n",
    ANNOUNCE,
    `nodes:\n  - replaces: ['x', '${FINGERPRINT}'] # old\n`,
  ],
  'one more fingerprint in block style': [
    'nodes:\n  - replaces:\n    - "x" # old\n',
    ANNOUNCE,
    `nodes:\n  - replaces:\n    - "x" # old\n    - '${FINGERPRINT}'\n`,
  ],
  'a second instance': [
    'nodes:\n  -   name: a\n      port: 1\n# end',
    INSTANCE,
    'nodes:\n  -   name: a\n      port: 1\n      secondInstance:\n        id: NODE_d\n        port: 14002\n# end',
  ],
  'a second instance in flow style': [
    'nodes: [{name: a}]',
    INSTANCE,
    'nodes: [{name: a, secondInstance: { id: NODE_d, port: 14002 }}]',
  ],
  'nothing in the place of the first of two': [
    'removed:\n  # gone\n  - id: a # x\n    reason: |\n      long\n\n  # next\n  - id: b\n',
    REJOIN,
    'removed:\n  # gone\n\n  # next\n  - id: b\n',
  ],
  'nothing in the place of the only one': [
    'removed: # who left\n  # gone\n  - id: a\nnodes: []\n',
    REJOIN,
    'removed: [] # who left\n  # gone\nnodes: []\n',
  ],
  'nothing in the place of the only one, in flow style': ['removed: [{id: a}]\n', REJOIN, 'removed: []\n'],
  'nothing in the place of the first of two, in flow style': [
    'removed: [ {id: a}, {id: b} ]\n',
    REJOIN,
    'removed: [ {id: b} ]\n',
  ],
  'nothing in the place of one that a comment stands behind, in flow style': [
    'removed: [ {id: a}, # a\n  {id: b} ]\n',
    REJOIN,
    undefined,
  ],
}

suite('a splice of a manifest', (test) => {
  for (const [name, [before, edit, after]] of Object.entries(CASES)) {
    test(`puts ${name}`, () => {
      assert.is(spliceManifest(before, [edit]), after)
    })
  }

  test('makes one change after the other', () => {
    assert.is(
      spliceManifest('removed:\n  - id: NODE_c\nnodes: [{name: a}]\n', [REJOIN, LEAVE]),
      'removed:\n  - id: NODE_old\nnodes: [{name: a}]\n',
    )
  })

  test('changes nothing that it does not understand', () => {
    for (const text of ['', 'nodes: 1\n', 'nodes: &a []\n', 'nodes: [\n', 'nodes:\n']) {
      assert.is(spliceManifest(text, [ADD]), undefined, JSON.stringify(text))
    }
  })

  test('means the old value with the change, and keeps every other line, however the text is laid out', () => {
    fc.assert(
      fc.property(aManifest, fc.constantFrom(ADD, LEAVE, MOVE, ANNOUNCE, INSTANCE, REJOIN), (before, edit) => {
        const after = spliceManifest(before, [edit])

        if (after === undefined) return before.includes('#')
        assert.ok(isDeepStrictEqual(parse(after), expected(parse(before), edit)), after)
        // A last line that ended with the file ends with a line end now.
        const kept = new Set(after.split(/\r?\n/))
        const lost = before.split(/\r?\n/).filter((line) => line.trimStart().startsWith('#') && !kept.has(line))
        assert.equal(lost, [])
        return true
      }),
      { numRuns: 500 },
    )
  })
})

type Plain = Readonly<Record<string, unknown>>

/** The change by means of its own. */
function expected(value: unknown, edit: ManifestEdit): unknown {
  const manifest = structuredClone(value) as {
    nodes: Record<string, unknown>[]
    removed?: unknown[]
  }
  const [first = {}] = manifest.nodes
  if (edit === ADD) manifest.nodes.push(NODE)
  if (edit === LEAVE) manifest.removed = [...(manifest.removed ?? []), { id: 'NODE_old' }]
  if (edit === REJOIN) manifest.removed?.shift()
  if (edit === MOVE) first['ip'] = '10.221.0.9'
  if (edit === ANNOUNCE) first['replaces'] = [...((first['replaces'] ?? []) as unknown[]), FINGERPRINT]
  if (edit === INSTANCE) first['secondInstance'] = { id: 'NODE_d', port: 14002 }
  return manifest satisfies Plain
}

const comment = fc.constantFrom('', '', '', ' # why', '  # a: [b')
const ownLine = fc.constantFrom('', '', '# note', '    # deeper note', '      # deepest', '  # - name: x')
const quoted = fc.constantFrom('10.221.0.1', "'10.221.0.1'", '"10.221.0.1"')

const aNode = fc
  .tuple(fc.constantFrom('flow', 'block', 'wide'), quoted, comment, ownLine, fc.boolean())
  .map(([style, ip, why, note, hasReplaces]) => {
    if (style === 'flow') return [`- {name: a,  ip: ${ip}}${why}`, note]
    const pad = style === 'wide' ? '    ' : '  '
    const replaces = hasReplaces ? [`${pad}"replaces": ['x']${why}`] : []
    return [`-${pad.slice(1)}name: a${why}`, note, `${pad}ip: ${ip}${why}`, ...replaces, note]
  })

const aList = fc
  .tuple(fc.constantFrom('', '  ', '    '), fc.array(aNode, { minLength: 1, maxLength: 3 }))
  .map(([indent, nodes]) =>
    // Notes stand where they stand; what belongs to a node is indented with it.
    nodes.flat().map((line) => (/^ *#/.test(line) || line === '' ? line : indent + line)),
  )

const aRemoved = fc.constantFrom(
  ['removed: # gone', '  # who', '  - id: a # x', '    reason: "y"', '# end'],
  ['removed:', '- id: a', '  # of a', '- id: b'],
  ['removed: [{id: a}, {id: b}]  # both'],
  ['removed: [', '  {id: a},', '  {id: b},', '  ]'],
)

const aManifest = fc
  .tuple(aList, aRemoved, fc.boolean(), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.constantFrom('', '---'))
  .map(([nodes, removed, removedFirst, eol, hasEnd, start]) => {
    const parts = [['nodes:', ...nodes], removed]
    const lines = [start, ...(removedFirst ? parts.reverse() : parts).flat()]
    return lines.join(eol) + (hasEnd ? eol : '')
  })
