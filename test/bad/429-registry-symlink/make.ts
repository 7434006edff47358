import { renameSync, symlinkSync } from 'node:fs'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  renameSync(registryFile, `${registryFile}.moved`)
  symlinkSync(`${registryFile}.moved`, registryFile)
}
