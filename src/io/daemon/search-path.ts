import { delimiter, isAbsolute, join, sep } from 'node:path'
import type { World } from '../world/world.ts'

/** Finds a program in the absolute directories of the PATH; a package's own executables are no place for one. */
export function findProgram({ env, files }: World, name: string): string | undefined {
  const directories = (env['PATH'] ?? '').split(delimiter)
  return directories
    .filter((directory) => isAbsolute(directory) && !directory.split(sep).includes('node_modules'))
    .map((directory) => join(directory, name))
    .find((file) => {
      try {
        const status = files.stat(file)
        return status?.kind === 'file' && (status.mode & 0o111) !== 0
      } catch {
        return false
      }
    })
}
