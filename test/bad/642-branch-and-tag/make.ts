import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git }: HostileRepository): void {
  git(['tag', 'main', 'HEAD^{tree}'])
}
