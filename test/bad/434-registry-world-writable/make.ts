import { chmodSync } from 'node:fs'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  chmodSync(registryFile, 0o666)
}
