import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob }: HostileRepository): void {
  replace('federation', [...list('federation'), { mode: '100644', name: 'x'.repeat(5000), id: blob('x') }])
}
