import { writeFileSync } from 'node:fs'

interface Tree {
  readonly registryFile: string
}

export function make(_directory: string, { registryFile }: Tree): void {
  writeFileSync(registryFile, `{"Datasets": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
}
