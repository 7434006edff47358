import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { CELLS } from '../../src/domain/report/drift-report.ts'
import { FINDING_RULES } from '../../src/domain/report/rules.ts'
import { suite } from '../helpers/suite.ts'

const root = join(import.meta.dirname, '../..')
const rows = readFileSync(join(root, 'docs/report.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )

suite('docs/report.md', (test) => {
  test('lists every rule as it is graded', () => {
    const listed = rows.filter(([name = '']) => Object.hasOwn(FINDING_RULES, name))

    assert.equal(
      listed,
      Object.entries(FINDING_RULES).map(([name, { severity, exitCode, meaning }]) => {
        return [name, severity, String(exitCode), meaning]
      }),
    )
  })

  test('lists every state of a cell with its sign', () => {
    const listed = rows.filter(([, name = '']) => Object.hasOwn(CELLS, name))

    assert.equal(
      listed,
      Object.entries(CELLS).map(([name, { sign, meaning }]) => [sign.trim(), name, meaning]),
    )
  })

  test('is what the schema says of rules and cells', () => {
    const schema = JSON.parse(readFileSync(join(root, 'schemas/report.schema.json'), 'utf8')) as {
      readonly $defs: {
        readonly cell: { readonly enum: readonly string[] }
        readonly finding: { readonly properties: { readonly rule: { readonly enum: readonly string[] } } }
      }
    }

    assert.equal(schema.$defs.cell.enum, Object.keys(CELLS))
    assert.equal(schema.$defs.finding.properties.rule.enum, Object.keys(FINDING_RULES))
  })
})
