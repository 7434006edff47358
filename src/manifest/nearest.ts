const LONGEST = 40

/** Finds the one candidate that somebody may have meant: at most one in three letters is another. */
export function findNearest(given: string, candidates: readonly string[]): string | undefined {
  if (given.length > LONGEST) return undefined
  let nearest: { readonly name: string; readonly distance: number } | undefined
  for (const name of candidates) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase())
    const isClose = distance <= Math.max(1, Math.floor(name.length / 3))
    if (isClose && distance < (nearest?.distance ?? Infinity)) nearest = { name, distance }
  }
  return nearest?.name
}

/** Counts the letters to insert, drop or exchange (Levenshtein), row by row. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const exchanged = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, exchanged))
    }
    above = current
  }
  return above.at(-1) ?? 0
}
