import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top, git }: HostileRepository): void {
  git(['pack-refs', '--all'])
  appendFileSync(join(top, '.git/packed-refs'), '\u001b[31mjunk\u202e\n')
}
