import { transform, type BuildResult, type TransformOptions } from 'esbuild'

/** What esbuild's code splitting gave, with the source file that is run first and those that wait until they are used. */
export interface SplitBuild {
  readonly result: BuildResult<{ metafile: true; write: false }>
  readonly entry: string
  readonly deferred: readonly string[]
}

interface Chunk {
  /** As the others import it. */
  readonly name: string
  readonly code: string
  readonly entryPoint: string | undefined
  /** What it exports, where it waits; any other is compiled when it is imported. */
  readonly deferred: readonly string[] | undefined
}

const COMMON_JS = {
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  supported: { 'dynamic-import': false },
  minify: true,
} as const satisfies TransformOptions

/**
 * Packs the chunks of a program into one file: the entry as it is, and each other one as a text that is compiled when it
 * is first imported, or where it is deferred, when something of it is first used.
 *
 * @remarks A JavaScript engine looks through all of a file before it runs any of it, and a megabyte of libraries that a
 * pass with nothing to do never calls costs more time than the whole pass. A text it only skips.
 */
export async function packChunks(build: SplitBuild): Promise<string> {
  const chunks = await Promise.all(Object.keys(build.result.metafile.outputs).map((path) => toChunk(build, path)))
  const entry = chunks.find(({ entryPoint }) => entryPoint === build.entry)
  if (entry === undefined) throw new Error(`esbuild gave nothing for ${build.entry}.`)
  const texts = chunks.filter((chunk) => chunk !== entry).map(packChunk)
  return [
    '#!/usr/bin/env node',
    "'use strict'",
    `const chunks = {\n${texts.join(',\n')}\n}`,
    LOADER,
    `;((require) => {${entry.code}})(load)\n`,
  ].join('\n')
}

async function toChunk({ result, deferred }: SplitBuild, path: string): Promise<Chunk> {
  const { inputs = {}, exports = [], entryPoint } = result.metafile.outputs[path] ?? {}
  const file = result.outputFiles.find((output) => output.path.endsWith(`/${path}`))
  const { code } = await transform(file?.text ?? '', COMMON_JS)
  const isDeferred = deferred.some((input) => input in inputs)
  return { name: path.replace(/^.*\//, './'), code, entryPoint, deferred: isDeferred ? exports : undefined }
}

function packChunk({ name, code, deferred }: Chunk): string {
  return `${JSON.stringify(name)}: { names: ${deferred === undefined ? 'undefined' : JSON.stringify(deferred)}, text: ${JSON.stringify(code)} }`
}

const LOADER = `
const { compileFunction } = require('node:vm')
const loaded = {}
const load = (name) => {
  if (!(name in chunks)) return require(name)
  return (loaded[name] ??= chunks[name].names === undefined ? compile(name) : defer(name))
}
const compile = (name) => {
  const module = { exports: {} }
  const parameters = ['exports', 'require', 'module']
  const run = compileFunction("'use strict';" + chunks[name].text, parameters, { filename: 'fbm-gitops/' + name.slice(2) })
  run(module.exports, load, module)
  return module.exports
}
const defer = (name) => {
  const exports = {}
  for (const key of chunks[name].names) {
    const get = () => {
      const made = compile(name)
      for (const each of chunks[name].names) Object.defineProperty(exports, each, { value: made[each] })
      return exports[key]
    }
    Object.defineProperty(exports, key, { get, configurable: true })
  }
  return exports
}`
