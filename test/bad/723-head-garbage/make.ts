import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top }: HostileRepository): void {
  writeFileSync(join(top, '.git/HEAD'), '\u001b]0;owned\u0007\n')
}
