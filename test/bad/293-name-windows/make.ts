import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  writeFileSync(join(directory, 'con.txt'), '')
}
