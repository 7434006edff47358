import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  const lines = Array.from({ length: 2800 }, (_, depth) => `${' '.repeat(depth)}a:`)
  writeFileSync(join(directory, 'federation.yaml'), lines.join('\n'))
}
