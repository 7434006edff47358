import { linkSync } from 'node:fs'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  linkSync(registryFile, `${registryFile}.second`)
}
