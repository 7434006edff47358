import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top, git, trap }: HostileRepository): void {
  const id = git(['rev-parse', 'HEAD:federation/federation.yaml'])
  rmSync(join(top, '.git/objects', id.slice(0, 2), id.slice(2)))
  git(['config', 'core.repositoryFormatVersion', '1'])
  git(['config', 'extensions.partialClone', 'origin'])
  git(['config', 'remote.origin.url', `ext::${trap}`])
  git(['config', 'remote.origin.promisor', 'true'])
  git(['config', 'remote.origin.uploadpack', trap])
}
