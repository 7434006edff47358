import { rmSync } from 'node:fs'
import { dirname } from 'node:path'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  rmSync(dirname(registryFile), { recursive: true })
}
