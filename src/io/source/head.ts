import { join } from 'node:path'
import { readFile, type FileSystem } from '../world/file-system.ts'
import type { Repository } from './git.ts'

const BRANCH = /^ref: (refs\/heads\/[\w-]+(?:[./][\w-]+)*)\n$/
const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})\n$/
const LONGEST = 1024

/**
 * Reads which commit HEAD is from git's own files, without starting git; `undefined` where it is not written there
 * plainly, as in linked work trees, packed references and whatever git may invent: then git has to be asked.
 */
export function readHeadId(files: FileSystem, { gitDirectory }: Repository): string | undefined {
  const head = readSmall(files, join(gitDirectory, 'HEAD'))
  const branch = BRANCH.exec(head)?.[1]
  return COMMIT.exec(branch === undefined ? head : readSmall(files, join(gitDirectory, branch)))?.[1]
}

function readSmall(files: FileSystem, path: string): string {
  try {
    const status = files.stat(path)
    return status?.kind === 'file' && status.size <= LONGEST ? readFile(files, path).toString('latin1') : ''
  } catch {
    return ''
  }
}
