import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, git, blob }: HostileRepository): void {
  const id = blob(`${git(['cat-file', 'blob', 'HEAD:federation/federation.yaml'])}\n# Another one\n`)
  replace('federation', [...list('federation'), { mode: '100644', name: 'federation.yaml', id }])
}
