import type { Pointer } from '../../yaml/place.ts'
import { isRecord } from '../../yaml/record.ts'

/** What can be written into a manifest: texts and numbers, and mappings and lists of them. */
export type PlainValue = string | number | PlainMapping | readonly PlainValue[]

/** A mapping, with its keys in the order in which they are written. */
export interface PlainMapping {
  readonly [key: string]: PlainValue
}

/** One change of a manifest. */
export type ManifestEdit =
  /** Gives a key of a mapping this value; where the key is absent it is added. */
  | { readonly kind: 'set'; readonly pointer: Pointer; readonly value: PlainValue }
  /** Puts a value at the end of a list; where the list is absent it is added. */
  | { readonly kind: 'append'; readonly pointer: Pointer; readonly value: PlainValue }
  /** Takes an item out of a list. */
  | { readonly kind: 'remove'; readonly pointer: Pointer }

/** Makes the change in a plain value: what the text that was changed must say. `undefined` where it cannot be made. */
export function editValue(value: unknown, { pointer, ...edit }: ManifestEdit): unknown {
  const [key, ...rest] = pointer
  if (key === undefined) return undefined
  if (rest.length > 0) {
    return putInto(value, key, (inside) => editValue(inside, { ...edit, pointer: rest }))
  }
  switch (edit.kind) {
    case 'set':
      return putInto(value, key, () => edit.value)
    case 'append':
      return putInto(value, key, (list) => [...(Array.isArray(list) ? toItems(list) : []), edit.value])
    case 'remove':
      return Array.isArray(value) ? toItems(value).filter((_, index) => index !== Number(key)) : undefined
  }
}

function putInto(value: unknown, key: string, change: (inside: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return toItems(value).map((item, index) => (index === Number(key) ? change(item) : item))
  }
  return isRecord(value) ? { ...value, [key]: change(value[key]) } : undefined
}

function toItems(list: readonly unknown[]): readonly unknown[] {
  return list
}
