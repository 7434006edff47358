import { join } from 'node:path'
import type { World } from '../../src/io/world/world.ts'
import { withDirectory, writeFiles } from './directory.ts'

/** Counts how often git is started while something is done in a world. */
export async function countGit<T>(
  world: World,
  body: (world: World) => T | Promise<T>,
): Promise<{ readonly count: number; readonly value: T }> {
  const { PATH = '' } = world.env
  const real = PATH.split(':')
    .map((directory) => join(directory, 'git'))
    .find((file) => world.files.stat(file) !== undefined)
  const results: { readonly count: number; readonly value: T }[] = []
  await withDirectory({}, async (directory) => {
    const log = join(directory, 'log')
    // Ours is found first, and writes one byte each time.
    writeFiles(directory, { git: `#!/bin/sh\nprintf x >> '${log}'\nexec '${real ?? ''}' "$@"\n`, log: '' })
    const value = await body({ ...world, env: { ...world.env, PATH: `${directory}:${PATH}` } })
    results.push({ count: Number(world.files.stat(log)?.size), value })
  })
  const [result] = results
  if (result === undefined) throw new Error('Nothing was counted.')
  return result
}
