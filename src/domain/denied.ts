/** Ids are unique also in another case, so that a denial typed in another case can mean nobody else. */
export function foldIds(ids: Iterable<string>): ReadonlySet<string> {
  return new Set(Array.from(ids, foldId))
}

/** The form in which ids are compared with the deny list. */
export function foldId(id: string): string {
  return id.toLowerCase()
}
