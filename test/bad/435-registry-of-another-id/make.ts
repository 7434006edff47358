import { renameSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  renameSync(registryFile, join(dirname(registryFile), 'db_NODE_0b7d.json'))
}
