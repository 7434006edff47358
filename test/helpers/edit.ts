import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'

/** Exchanges what stands in a text exactly once: an exchange that misses would prove nothing. */
export function replaceOnce(text: string, find: string | RegExp, replacement: string): string {
  const parts = text.split(find)
  assert.is(parts.length - 1, 1, `'${String(find)}' occurs ${parts.length - 1} times in: ${text.slice(0, 200)}`)
  return parts.join(replacement)
}

/** Exchanges what stands in a file exactly once. */
export function editFile(file: string, find: string | RegExp, replacement: string): void {
  writeFileSync(file, replaceOnce(readFileSync(file, 'utf8'), find, replacement))
}
