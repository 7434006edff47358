import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  const file = join(directory, 'federation.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('test-network', 'test\u00e9network'), 'latin1')
}
