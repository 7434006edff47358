import { build } from 'esbuild'
import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { embedLibraries } from './embed-libraries.ts'
import { generate } from './generate.ts'

const root = join(import.meta.dirname, '..')

await generate()
await bundle()

/** Bundles the program into the one file that runs. CommonJS, since Node starts it some milliseconds faster than ESM. */
async function bundle(): Promise<void> {
  const outfile = join(root, 'dist/fbm-gitops.cjs')
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    minify: true,
    plugins: [embedLibraries(root)],
    sourcemap: 'linked',
    sourcesContent: false,
    define: { 'process.env.FBM_GITOPS_VERSION': JSON.stringify(version) },
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  })
  await chmod(outfile, 0o755)
}
