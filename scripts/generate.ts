import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import { execa } from 'execa'

const root = join(import.meta.dirname, '..')
const target = join(root, 'src/generated')

/** The schema that the program itself validates with; those of the outputs are checked by the tests only. */
const MANIFEST_SCHEMA = join(root, 'schemas/federation.schema.json')

/** Writes `src/generated/`: the manifest's TypeScript types and its validator, both from the one schema. */
export async function generate(): Promise<void> {
  await mkdir(target, { recursive: true })
  const schema = JSON.parse(await readFile(MANIFEST_SCHEMA, 'utf8')) as Record<string, unknown>
  await Promise.all([writeTypes(), writeValidator(withoutConditions(schema))])
}

/** Leaves out what depends on the profile: named rules of `src/manifest/rules/` say the same in better words. */
function withoutConditions(schema: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !['if', 'then', 'else'].includes(key)))
}

/** Runs the command line of json-schema-to-typescript: the types of its library do not compile under our settings. */
async function writeTypes(): Promise<void> {
  const banner = `/* Generated from ${basename(MANIFEST_SCHEMA)} by scripts/generate.ts. */`
  const options = ['--input', MANIFEST_SCHEMA, '--output', join(target, 'manifest.ts'), '--bannerComment', banner]
  await execa('json2ts', [...options, '--no-additionalProperties', '--no-format'], {
    preferLocal: true,
    localDir: root,
  })
}

async function writeValidator(schema: Record<string, unknown>): Promise<void> {
  const ajv = new Ajv2020({ strict: true, allErrors: true, verbose: false, code: { source: true, esm: true } })
  const source = standalone.default(ajv, ajv.compile(schema))
  // ajv's ESM output still calls require() for its run-time helpers: bundled, nothing is left to resolve.
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: join(target, 'validate-manifest.js'),
    logLevel: 'warning',
  })
  await writeFile(
    join(target, 'validate-manifest.d.ts'),
    `import type { Manifest } from './manifest.ts'\n\n` +
      `/** One fault that the schema finds; \`instancePath\` is a JSON pointer into the document. */\n` +
      `export interface SchemaFault {\n  readonly instancePath: string\n  readonly keyword: string\n` +
      `  readonly params: Readonly<Record<string, unknown>>\n}\n` +
      `export default validate\ndeclare const validate: { (data: unknown): data is Manifest; errors?: readonly SchemaFault[] | null }\n`,
  )
}

if (process.argv[1] === import.meta.filename) await generate()
