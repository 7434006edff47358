import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, trap }: HostileRepository): void {
  git(['config', `url.ext::${trap}.insteadOf`, '/'])
  git(['config', 'remote.origin.url', `ext::${trap}`])
  git(['config', 'remote.origin.vcs', trap])
  git(['config', 'core.attributesFile', '/etc/passwd'])
}
