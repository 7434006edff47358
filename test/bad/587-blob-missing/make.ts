import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, top }: HostileRepository): void {
  const id = git(['rev-parse', 'HEAD:federation/federation.yaml'])
  rmSync(join(top, '.git/objects', id.slice(0, 2), id.slice(2)))
}
