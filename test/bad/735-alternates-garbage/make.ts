import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top }: HostileRepository): void {
  mkdirSync(join(top, '.git/objects/info'), { recursive: true })
  writeFileSync(join(top, '.git/objects/info/alternates'), '/nonexistent\u001b[31m\u202e\n/etc/passwd\n../../../..\n')
}
