import { shorten } from '../yaml/describe-value.ts'
import type { Pointer } from '../yaml/place.ts'
import { isRecord, valueAt } from '../yaml/record.ts'

const LISTS = new Set(['nodes', 'removed', 'replaces'])

/** Names the value at a pointer: its key, or the list that it stands in and its place there. */
export function nameValue(pointer: Pointer): string {
  const last = pointer.at(-1)
  if (last === undefined) return 'the manifest'
  const list = pointer.at(-2)
  return list !== undefined && LISTS.has(list) ? `${list}, entry ${Number(last) + 1}` : last
}

/** Names what holds the keys at a pointer, if possible as people call it. */
export function nameOwner(pointer: Pointer, manifest: unknown): string {
  if (pointer.length === 0) return 'the manifest'
  if (pointer.at(-1) === 'secondInstance') return `the second instance of ${nameOwner(pointer.slice(0, -1), manifest)}`
  const owner = valueAt(manifest, pointer)
  const name = isRecord(owner) ? (owner['name'] ?? owner['id']) : undefined
  if (typeof name === 'string') return shorten(name)
  return pointer[0] === 'researcher' ? 'the researcher' : nameValue(pointer)
}
