import { readFileSync, writeFileSync } from 'node:fs'

interface Tree {
  readonly configurationFile: string
}

export function make(_directory: string, { configurationFile }: Tree): void {
  const text = readFileSync(configurationFile, 'utf8')
  writeFileSync(configurationFile, text.replace(/^db = .*$/m, 'db = ../var/absent/db.json'))
}
