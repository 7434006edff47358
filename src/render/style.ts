/** Emphasis for a terminal; on anything else every function returns its text unchanged. */
export interface Style {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly careful: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  /** The width of the terminal in characters; absent off a terminal, where no line is broken. */
  readonly width: number | undefined
}

/** Makes the style of a stream that shows no emphasis. */
export function makePlainStyle(width?: number): Style {
  return { good: same, bad: same, careful: same, strong: same, faint: same, width }
}

function same(text: string): string {
  return text
}
