import { parsePointer, type Pointer } from './place.ts'

/** Tells whether a plain value is a mapping. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Follows a pointer into a plain value; `undefined` where it leads nowhere. */
export function valueAt(value: unknown, pointer: Pointer): unknown {
  return pointer.reduce<unknown>((inside, key) => {
    if (Array.isArray(inside)) return inside[Number(key)]
    return isRecord(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined
  }, value)
}

/** Makes a copy in which everything that these JSON pointers name is `undefined`. */
export function withoutValues(value: unknown, pointers: ReadonlySet<string>): unknown {
  const paths = [...pointers].map(parsePointer)
  return paths.length === 0 ? value : prune(value, paths)
}

function prune(value: unknown, paths: readonly Pointer[]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined
  if (paths.length === 0) return value
  const inside = groupByFirst(paths)
  if (Array.isArray(value)) return value.map((item, index) => prune(item, inside.get(String(index)) ?? []))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, prune(item, inside.get(key) ?? [])]))
}

function groupByFirst(paths: readonly Pointer[]): ReadonlyMap<string, readonly Pointer[]> {
  const groups = new Map<string, Pointer[]>()
  for (const [first = '', ...rest] of paths) {
    const group = groups.get(first) ?? []
    group.push(rest)
    groups.set(first, group)
  }
  return groups
}
