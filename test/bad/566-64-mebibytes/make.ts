import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob }: HostileRepository): void {
  const id = blob('#'.repeat(1024 * 1024))
  const many = Array.from({ length: 65 }, (_, index) => ({ mode: '100644', name: `${index}`, id }))
  replace('federation', [...list('federation'), ...many])
}
