import js from '@eslint/js'
import { builtinModules } from 'node:module'
import tseslint from 'typescript-eslint'

const uvuOnlyThroughSuite = {
  name: 'uvu',
  message: "Use suite() of test/helpers/suite.ts: it cannot forget to run, and has no 'only'.",
}

const builtinsByTheirScheme = builtinModules
  .filter((name) => !name.includes(':'))
  .map((name) => ({ name, message: `Import 'node:${name}'.` }))

const timeEntersAsValue = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time enters as a value: use world.clock.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time enters as a value: use world.clock.',
  },
]

const valuesNotObjects = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
  { selector: "ClassDeclaration:not([superClass.name='Error'])", message: 'Only errors are classes.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
]

const noAssertion = {
  selector: "TSAsExpression:not([typeAnnotation.typeName.name='const'])",
  message: 'Narrow the type; only a constructor of a branded value may assert it.',
}

const inBrowsers = ['src/browser/**', 'test/harness/browser/**', 'scripts/test-browser.ts']

const outsideTheDomain = ['browser', 'commands', 'fedbiomed', 'io', 'manifest', 'render'].map(
  (layer) => `src/${layer}/**`,
)

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'src/generated/', 'node_modules/', 'test/fixtures/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { requireDefaultForNonUnion: true }],
      'no-restricted-imports': ['error', { paths: [uvuOnlyThroughSuite, ...builtinsByTheirScheme] }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: inBrowsers, languageOptions: { parserOptions: { project: '.config/tsconfig.browser.json' } } },
  {
    files: ['src/**'],
    rules: {
      complexity: ['error', { max: 8, variant: 'modified' }],
      'max-depth': ['error', 2],
      'max-lines': ['error', { max: 180, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-control-regex': 'off',
      'no-restricted-syntax': ['error', ...timeEntersAsValue, ...valuesNotObjects],
    },
  },
  {
    files: outsideTheDomain,
    rules: { 'no-restricted-syntax': ['error', ...timeEntersAsValue, ...valuesNotObjects, noAssertion] },
  },
  { files: ['src/io/world/world.ts'], rules: { 'no-restricted-syntax': ['error', ...valuesNotObjects, noAssertion] } },
  // Tables: as long as there are faults, and flags.
  { files: ['src/domain/problems/**', 'src/command-line/flags.ts'], rules: { 'max-lines': 'off' } },
  { files: ['test/helpers/suite.ts', 'test/run.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['ci/*.mjs'],
    languageOptions: { globals: { fetch: 'readonly', AbortSignal: 'readonly', URL: 'readonly' } },
    rules: { 'no-control-regex': 'off' },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
)
