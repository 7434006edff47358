import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import { execa } from 'execa'

const root = join(import.meta.dirname, '..')
const target = join(root, 'src/generated')

type Schema = Readonly<Record<string, unknown>>

/** A schema that the program itself validates with; those of the outputs are checked by the tests only. */
interface Source {
  /** The name of the schema's file. */
  readonly schema: string
  /** The name of the generated files. */
  readonly name: string
  /** The type that the schema describes: its title. */
  readonly type: string
  readonly prepare: (schema: Schema) => Schema
  /** Whether every fault is of interest: what a stranger sends could hold a million. */
  readonly allErrors: boolean
}

const SOURCES: readonly Source[] = [
  {
    schema: 'federation.schema.json',
    name: 'manifest',
    type: 'Manifest',
    prepare: withoutConditions,
    allErrors: true,
  },
  { schema: 'settings.schema.json', name: 'settings-file', type: 'SettingsFile', prepare: asItIs, allErrors: true },
  {
    schema: 'observation.schema.json',
    name: 'observation-file',
    type: 'ObservationFile',
    prepare: asItIs,
    allErrors: false,
  },
]

/** A condition may ask for keys that are described beside it. */
const STRICT = { strict: true, strictRequired: false }

/** Writes `src/generated/`: for each input the TypeScript types and the validator, both from its one schema. */
export async function generate(): Promise<void> {
  await mkdir(target, { recursive: true })
  await Promise.all([
    ...SOURCES.flatMap((source) => [writeTypes(source), writeValidator(source)]),
    writeSchemaText(),
    writeReportPage(),
  ])
}

function asItIs(schema: Schema): Schema {
  return schema
}

/** Leaves out what depends on the profile: named rules of `src/manifest/rules/` say the same in better words. */
function withoutConditions(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !['if', 'then', 'else'].includes(key)))
}

/** Runs the command line of json-schema-to-typescript: the types of its library do not compile under our settings. */
async function writeTypes({ schema, name }: Source): Promise<void> {
  const banner = `/* Generated from ${schema} by scripts/generate.ts. */`
  const files = ['--input', join(root, 'schemas', schema), '--output', join(target, `${name}.ts`)]
  await execa('json2ts', [...files, '--bannerComment', banner, '--no-additionalProperties', '--no-format'], {
    preferLocal: true,
    localDir: root,
  })
}

/** The schema's own bytes, which `init` puts beside a manifest: its value written anew would be laid out differently. */
async function writeSchemaText(): Promise<void> {
  const text = await readFile(join(root, 'schemas/federation.schema.json'), 'utf8')
  const constant = `/** The text of schemas/federation.schema.json. */\nexport const FEDERATION_SCHEMA: string = ${JSON.stringify(text)}\n`
  await writeFile(join(target, 'federation-schema.ts'), constant)
}

/** Style and script of the HTML report, as they are put into the page: each in one line of ASCII. */
async function writeReportPage(): Promise<void> {
  const [script, style] = await Promise.all(['report.ts', 'report.css'].map(bundleForBrowsers))
  const constants = Object.entries({ REPORT_SCRIPT: script, REPORT_STYLE: style }).map(([name, text]) => {
    return `export const ${name}: string = ${JSON.stringify(text)}\n`
  })
  await writeFile(
    join(target, 'report-page.ts'),
    `/* Generated from src/browser/ by scripts/generate.ts. */\n${constants.join('')}`,
  )
}

async function bundleForBrowsers(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/browser', file)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome120', 'firefox121', 'safari17.4'],
    logLevel: 'warning',
  })
  const text = outputFiles[0]?.text.trim() ?? ''
  // An HTML parser would end the element there, and begin a comment at the other.
  if (text === '' || /<\/|<!--/.test(text)) throw new Error(`src/browser/${file} cannot stand in a page.`)
  return text
}

async function writeValidator({ schema, name, type, prepare, allErrors }: Source): Promise<void> {
  const given = JSON.parse(await readFile(join(root, 'schemas', schema), 'utf8')) as Schema
  const ajv = new Ajv2020({ ...STRICT, allErrors, code: { source: true, esm: true } })
  const source = standalone.default(ajv, ajv.compile(prepare(given)))
  // ajv's ESM output still calls require() for its run-time helpers: bundled, nothing is left to resolve.
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: join(target, `validate-${name}.js`),
    logLevel: 'warning',
  })
  await writeFile(
    join(target, `validate-${name}.d.ts`),
    `import type { ${type} } from './${name}.ts'\n\n` +
      `/** One fault that the schema finds; \`instancePath\` is a JSON pointer into the document. */\n` +
      `export interface SchemaFault {\n  readonly instancePath: string\n  readonly keyword: string\n` +
      `  readonly params: Readonly<Record<string, unknown>>\n}\n` +
      `export default validate\ndeclare const validate: { (data: unknown): data is ${type}; errors?: readonly SchemaFault[] | null }\n`,
  )
}

if (process.argv[1] === import.meta.filename) await generate()
