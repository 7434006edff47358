import { truncateSync } from 'node:fs'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  truncateSync(registryFile, 64 * 1024 * 1024 + 1)
}
