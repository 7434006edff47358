/** What the keyboard and the pointer work on: a matrix in the page, wholly or in part. */
export interface Surface {
  /** Takes the focus, once for all cells. */
  readonly grid: HTMLElement
  /** The element of a cell, if it is in the page just now. */
  readonly cellAt: (cell: number) => HTMLElement | undefined
  /** The headers of its row and its column, as far as they are in the page. */
  readonly headsOf: (cell: number) => readonly (HTMLElement | undefined)[]
  /** Brings a cell into the page and into sight. */
  readonly reveal: (cell: number) => void
  /** The number of the cell that an element belongs to. */
  readonly numberOf: (target: Element) => number | undefined
  /** How many rows Page Up and Page Down go. */
  readonly pageSize: number
}
