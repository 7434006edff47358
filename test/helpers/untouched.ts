import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'

/** Everything below a directory by which a write would be noticed: bytes, inode, mode, owner and times. */
export function recordTree(directory: string): readonly string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
  return ['.', ...names].map((name) => {
    const path = join(directory, name)
    const { ino, mode, uid, gid, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true })
    const isFile = lstatSync(path).isFile()
    const content = isFile ? readFileSync(path).toString('base64') : ''
    return [name, ino, mode, uid, gid, size, mtimeNs, ctimeNs, content].join(' ')
  })
}

/** Asserts that nothing below a directory was written, created or removed by an act. */
export async function assertUntouched<T>(directory: string, act: () => T | Promise<T>): Promise<T> {
  const before = recordTree(directory)
  const result = await act()
  assert.equal(recordTree(directory), before)
  return result
}
