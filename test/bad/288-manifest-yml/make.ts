import { renameSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  renameSync(join(directory, 'federation.yaml'), join(directory, 'federation.yml'))
}
