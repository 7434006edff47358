import { delimiter, isAbsolute, join, sep } from 'node:path'
import type { World } from './world.ts'

/** Finds a program in the absolute directories of the PATH; a package's own executables are no place for it. */
export function findProgram(world: World, name: string): string | undefined {
  const file = world.platform === 'win32' ? `${name}.exe` : name
  return searchPath(world)
    .map((directory) => join(directory, file))
    .find((path) => isExecutable(world, path))
}

/** The absolute directories of the PATH. */
export function searchPath(world: World): readonly string[] {
  const path = world.env['PATH'] ?? world.env['Path'] ?? ''
  return path
    .split(delimiter)
    .filter((directory) => isAbsolute(directory) && !directory.split(sep).includes('node_modules'))
}

function isExecutable(world: World, file: string): boolean {
  try {
    const status = world.files.stat(file)
    return status?.kind === 'file' && (world.platform === 'win32' || (status.mode & 0o111) !== 0)
  } catch {
    return false
  }
}
