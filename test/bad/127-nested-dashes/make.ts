import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  writeFileSync(join(directory, 'federation.yaml'), '- '.repeat(100_000))
}
