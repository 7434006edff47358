import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob, tree }: HostileRepository): void {
  let entry = { mode: '100644', name: 'x', id: blob('x') }
  for (let level = 0; level < 4; level += 1) entry = { mode: '40000', name: 'd', id: tree([entry]) }
  replace('federation', [...list('federation'), entry])
}
