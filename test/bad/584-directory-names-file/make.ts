import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob }: HostileRepository): void {
  replace('federation', [...list('federation'), { mode: '40000', name: 'parties', id: blob('x') }])
}
