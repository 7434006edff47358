import { mkdirSync, rmSync } from 'node:fs'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  rmSync(registryFile)
  mkdirSync(registryFile)
}
