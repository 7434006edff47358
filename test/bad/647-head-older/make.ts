import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, setHead }: HostileRepository): void {
  setHead(git(['rev-parse', 'HEAD^']))
}
