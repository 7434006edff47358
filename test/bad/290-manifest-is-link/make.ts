import { renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

export function make(directory: string): void {
  renameSync(join(directory, 'federation.yaml'), join(directory, 'real.yaml'))
  symlinkSync('real.yaml', join(directory, 'federation.yaml'))
}
