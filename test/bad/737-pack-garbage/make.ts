import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top }: HostileRepository): void {
  mkdirSync(join(top, '.git/objects/pack'), { recursive: true })
  const name = join(top, '.git/objects/pack', `pack-${'1'.repeat(40)}`)
  writeFileSync(`${name}.pack`, 'PACK\u001b[31m')
  writeFileSync(`${name}.idx`, '\u001b[31m')
}
