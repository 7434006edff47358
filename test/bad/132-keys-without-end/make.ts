import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  const keys = Array.from({ length: 100_000 }, (_, number) => `k${number}: 1\n`)
  appendFileSync(join(directory, 'federation.yaml'), keys.join(''))
}
