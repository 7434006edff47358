import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top }: HostileRepository): void {
  renameSync(join(top, '.git/objects'), join(top, '../objects'))
  mkdirSync(join(top, '.git/objects/info'), { recursive: true })
  writeFileSync(join(top, '.git/objects/info/alternates'), `${join(top, '../objects')}\n`)
}
