import { writeFileSync } from 'node:fs'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  writeFileSync(registryFile, Buffer.from('\ufeff{}', 'utf16le'))
}
