import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top }: HostileRepository): void {
  rmSync(join(top, '.git/HEAD'))
  symlinkSync('/etc/passwd', join(top, '.git/HEAD'))
}
