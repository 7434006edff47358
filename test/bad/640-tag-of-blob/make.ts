import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, blob }: HostileRepository): void {
  git(['tag', '--annotate', '--message', 'x', 'file', blob('x')])
}
