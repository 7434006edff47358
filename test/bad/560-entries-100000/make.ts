import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob, git }: HostileRepository): void {
  const id = blob('x')
  const many = Array.from({ length: 100_000 }, (_, index) => ({ mode: '100644', name: `${index}.pem`, id }))
  replace('federation', [...list('federation'), ...many])
  git(['repack', '-a', '-d', '-q'])
}
