import type { Problem } from '../domain/problem.ts'
import type { Outline } from './outline.ts'

/** One rule for manifests: looks at one thing, and gives the problems where it is broken. */
export type Rule = (outline: Outline) => readonly Problem[]

/** Pairs each item with the first one that has the same key; items without a key are passed over. */
export function findRepeats<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
): readonly { readonly item: Item; readonly first: Item; readonly key: string }[] {
  const firsts = new Map<string, Item>()
  return items.flatMap((item) => {
    const key = keyOf(item)
    if (key === undefined) return []
    const first = firsts.get(key)
    if (first !== undefined) return [{ item, first, key }]
    firsts.set(key, item)
    return []
  })
}

/** Writes a place as people look it up. */
export function formatPlace({ file = '', line }: Problem['place']): string {
  return line === undefined ? file : `${file}:${line}`
}
