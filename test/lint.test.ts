import { join } from 'node:path'
import { ESLint } from 'eslint'
import * as assert from 'uvu/assert'
import { suite } from './helpers/suite.ts'

const root = join(import.meta.dirname, '..')
const source = 'src/domain/quote.ts'
const testFile = 'test/run.ts'

const cases = [
  { rule: 'no-restricted-imports', file: 'test/lint.test.ts', code: "import { suite } from 'uvu'\nsuite()\n" },
  { rule: 'no-restricted-imports', file: source, code: "import 'fs'\n" },
  { rule: 'no-restricted-syntax', file: source, code: 'export const now: Date = new Date()\n' },
  { rule: 'no-restricted-syntax', file: source, code: 'export const now: number = Date.now()\n' },
  { rule: 'no-restricted-syntax', file: source, code: 'export enum Colour {\n  Red,\n}\n' },
  { rule: 'no-restricted-syntax', file: source, code: 'export class Registry {\n  readonly rows = 0\n}\n' },
  { rule: 'no-restricted-syntax', file: source, code: 'export default 1\n' },
  {
    rule: 'no-restricted-syntax',
    file: 'src/io/world/world.ts',
    code: 'export function f(value: unknown): string {\n  return value as string\n}\n',
  },
  { rule: 'no-console', file: source, code: "console.log('')\n" },
  { rule: '@typescript-eslint/no-explicit-any', file: source, code: 'export const value: any = 1\n' },
  { rule: '@typescript-eslint/no-non-null-assertion', file: source, code: 'export const name: string = [""][0]!\n' },
  { rule: '@typescript-eslint/no-floating-promises', file: source, code: 'Promise.resolve(1)\n' },
  { rule: '@typescript-eslint/no-floating-promises', file: testFile, code: 'Promise.resolve(1)\n' },
  {
    rule: 'max-params',
    file: source,
    code: 'export function f(a: 1, b: 2, c: 3, d: 4): number {\n  return a + b + c + d\n}\n',
  },
]

suite('the linter', (test) => {
  // In CI the parser would take each text from the disk: it expects one run over unchanged files there.
  const parserOptions = { disallowAutomaticSingleRunInference: true }
  const linter = new ESLint({
    cwd: root,
    overrideConfigFile: join(root, '.config/eslint.js'),
    overrideConfig: { languageOptions: { parserOptions } },
  })

  for (const { rule, file, code } of cases) {
    test(`refuses ${JSON.stringify(code.trim())} in ${file} by ${rule}`, async () => {
      const [result] = await linter.lintText(code, { filePath: join(root, file) })

      assert.equal(
        result?.messages.map(({ ruleId }) => ruleId),
        [rule],
      )
    })
  }

  test('allows the clock where it belongs', async () => {
    const code = 'export function now(): number {\n  return Date.now()\n}\n'

    const [result] = await linter.lintText(code, { filePath: join(root, 'src/io/world/world.ts') })

    assert.equal(result?.messages, [])
  })
})
