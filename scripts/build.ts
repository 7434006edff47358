import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { generate } from './generate.ts'
import { packChunks } from './pack-chunks.ts'

const root = join(import.meta.dirname, '..')

const ENTRY = 'src/cli.ts'

/** In chunks of their own: a pass that finds no problem words none. */
const APART = ['src/domain/problem.ts', 'src/domain/quote.ts'] as const

await generate()
await bundle()

/** Bundles the program into the one file that runs. CommonJS, since Node starts it some milliseconds faster than ESM. */
async function bundle(): Promise<void> {
  const outfile = join(root, 'dist/fbm-gitops.cjs')
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const result = await build({
    absWorkingDir: root,
    entryPoints: [ENTRY, ...APART],
    outdir: 'dist',
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.FBM_GITOPS_VERSION': JSON.stringify(version) },
    logLevel: 'warning',
  })
  await mkdir(join(root, 'dist'), { recursive: true })
  // Aside first: a program that is being started by somebody else is never half a file.
  const aside = `${outfile}.${process.pid}`
  await writeFile(aside, await packChunks({ result, entry: ENTRY, deferred: APART }), { mode: 0o755 })
  await rename(aside, outfile)
}
