import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, tree }: HostileRepository): void {
  const others = list('federation').filter(({ name }) => name !== 'federation.yaml')
  replace('federation', [...others, { mode: '100644', name: 'federation.yaml', id: tree([]) }])
}
