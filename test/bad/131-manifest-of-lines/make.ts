import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  appendFileSync(join(directory, 'federation.yaml'), '\n'.repeat(4_000_000))
}
