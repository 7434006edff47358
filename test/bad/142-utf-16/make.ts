import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  const file = join(directory, 'federation.yaml')
  writeFileSync(file, Buffer.from(`\ufeff${readFileSync(file, 'utf8')}`, 'utf16le'))
}
