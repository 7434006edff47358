import { build, type Plugin } from 'esbuild'

/** What only some commands need, and what takes long to compile; loaded when its importer is evaluated. */
const LIBRARIES = ['commander', 'execa', 'ipaddr.js', 'node-forge', 'simple-git', 'yaml'] as const

/**
 * Embeds each library as a text that is compiled at its first use.
 *
 * @remarks JavaScript engines look through all of a file before they run any of it: a megabyte of libraries that a pass
 * with nothing to do never calls costs more time than the whole pass. A text is skipped.
 */
export function embedLibraries(root: string): Plugin {
  const filter = new RegExp(`^(${LIBRARIES.map((name) => name.replace('.', '\\.')).join('|')})$`)
  return {
    name: 'embed-libraries',
    setup: (setup) => {
      setup.onResolve({ filter }, ({ path }) => ({ path, namespace: 'embedded' }))
      setup.onLoad({ filter: /.*/, namespace: 'embedded' }, async ({ path }) => {
        return { contents: makeLoader(path, await bundleLibrary(path, root)), loader: 'js', resolveDir: root }
      })
    },
  }
}

async function bundleLibrary(name: string, root: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = require('${name}')`, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    minify: true,
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

function makeLoader(name: string, source: string): string {
  return [
    `const source = ${JSON.stringify(source)}`,
    `const compile = require('node:vm').compileFunction`,
    `compile(source, ['exports', 'require', 'module'], { filename: ${JSON.stringify(`embedded/${name}.cjs`)} })(exports, require, module)`,
  ].join('\n')
}
