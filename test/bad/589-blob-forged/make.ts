import { chmodSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, top, blob }: HostileRepository): void {
  const manifest = git(['cat-file', 'blob', 'HEAD:federation/federation.yaml'])
  const place = (id: string): string => join(top, '.git/objects', id.slice(0, 2), id.slice(2))
  const honest = place(git(['rev-parse', 'HEAD:federation/federation.yaml']))
  chmodSync(honest, 0o644)
  copyFileSync(place(blob(`${manifest.replace('10.222.0.2', '10.222.0.9')}\n`)), honest)
}
