import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, blob }: HostileRepository): void {
  git(['replace', 'HEAD:federation/federation.yaml', blob('forged')])
  git(['replace', 'HEAD', 'HEAD^'])
}
