import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top, git }: HostileRepository): void {
  writeFileSync(join(top, '../elsewhere'), `${git(['rev-parse', 'HEAD'])}\n`)
  writeFileSync(join(top, '.git/HEAD'), 'ref: refs/heads/../../../../elsewhere\n')
}
