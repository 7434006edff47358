import picocolors from 'picocolors'
import type { Style } from './style.ts'

/** Makes the emphasis for a stream that shows colours. Signs and words carry the meaning: colour only repeats it. */
export function makeColours(width?: number): Style {
  const { green, red, yellow, bold, dim } = picocolors.createColors(true)
  return { good: green, bad: red, careful: yellow, strong: bold, faint: dim, width }
}
