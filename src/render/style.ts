import picocolors from 'picocolors'

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

/** Makes the emphasis for one stream. Signs and words carry the meaning: colour only repeats it. */
export function makeStyle(colour: boolean, width?: number): Style {
  const { green, red, yellow, bold, dim } = picocolors.createColors(colour)
  return { good: green, bad: red, careful: yellow, strong: bold, faint: dim, width }
}
