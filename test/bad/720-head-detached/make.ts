import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git }: HostileRepository): void {
  git(['checkout', '--quiet', '--detach'])
}
