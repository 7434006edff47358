import { chmodSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, top, list, tree }: HostileRepository): void {
  const place = (id: string): string => join(top, '.git/objects', id.slice(0, 2), id.slice(2))
  const honest = place(git(['rev-parse', 'HEAD:federation/certificates']))
  const other = tree(list('federation/certificates').slice(1))
  chmodSync(honest, 0o644)
  copyFileSync(place(other), honest)
}
