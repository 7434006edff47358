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

/** Counts the letters to insert, drop, exchange or swap with their neighbour, row by row. */
function editDistance(a: string, b: string): number {
  let rows: readonly (readonly number[])[] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const at = (up: number, left: number): number => (up === 0 ? current : rows.at(-up))?.[column - left] ?? Infinity
      const isSame = a[row - 1] === b[column - 1]
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const swapped = isSwap ? at(2, 2) + 1 : Infinity
      current.push(Math.min(at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (isSame ? 0 : 1), swapped))
    }
    rows = [...rows, current]
  }
  return rows.at(-1)?.at(-1) ?? 0
}
