import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob }: HostileRepository): void {
  const others = list('federation').filter(({ name }) => name !== 'federation.yaml')
  const id = blob('#'.repeat(5 * 1024 * 1024))
  replace('federation', [...others, { mode: '100644', name: 'federation.yaml', id }])
}
