import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  const entry = (number: number): string =>
    `  - { name: n${number}, id: NODE_${number}, ip: 10.221.${number >> 8}.${number & 255}, port: 14001 }\n`
  const entries = Array.from({ length: 9997 }, (_, number) => entry(number))
  appendFileSync(join(directory, 'federation.yaml'), entries.join(''))
}
