import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top }: HostileRepository): void {
  appendFileSync(join(top, '.git/config'), '[core]\n\tbare = true\n')
}
