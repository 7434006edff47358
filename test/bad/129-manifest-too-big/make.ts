import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  appendFileSync(join(directory, 'federation.yaml'), '# padding\n'.repeat(640_000))
}
