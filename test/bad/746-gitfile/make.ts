import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top }: HostileRepository): void {
  renameSync(join(top, '.git'), join(top, '../elsewhere'))
  writeFileSync(join(top, '.git'), `gitdir: ${join(top, '../elsewhere')}\n`)
}
