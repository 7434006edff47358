import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Unavailable } from '../../../../scripts/harness.ts'

const PRIVATE = 0o700
const PAGE = 4096
const LOOK_MS = 20

/** @throws Unavailable where nothing can be mounted */
export function requireMounts(directory: string): void {
  const place = join(directory, 'mounted')
  mkdirSync(place)
  try {
    mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place)
    execFileSync('umount', [place], { stdio: 'pipe' })
  } catch (error) {
    const how = 'it needs root, in a container with --cap-add SYS_ADMIN'
    throw new Unavailable(`Nothing can be mounted here: ${how}.`, { cause: error })
  }
}

/** Lends a small file system of its own at a directory that is made for it, as a state directory must be. */
export async function withSmallDisk<T>(
  { directory, size }: { readonly directory: string; readonly size: string },
  body: () => Promise<T>,
): Promise<T> {
  mkdirSync(directory, { recursive: true, mode: PRIVATE })
  mount('-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', directory)
  try {
    return await body()
  } finally {
    // Whoever was killed may have left a file open there.
    execFileSync('umount', ['--lazy', directory], { stdio: 'pipe' })
  }
}

export function mount(...args: readonly string[]): void {
  execFileSync('mount', [...args], { stdio: 'pipe' })
}

/** Fills a file system up to the last page, and whatever is freed in it, until what comes back makes room again. */
export function keepFull(directory: string): () => void {
  const filler = join(directory, 'filler')
  const fill = (): void => {
    while (hasRoom(filler));
  }
  fill()
  const timer = setInterval(fill, LOOK_MS)
  return () => {
    clearInterval(timer)
    rmSync(filler)
  }
}

function hasRoom(filler: string): boolean {
  try {
    appendFileSync(filler, Buffer.alloc(PAGE))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}
