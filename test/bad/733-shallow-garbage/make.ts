import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top }: HostileRepository): void {
  writeFileSync(join(top, '.git/shallow'), '\u001b[31mjunk\u202e\n')
}
