import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, tree }: HostileRepository): void {
  let id = tree([])
  for (let level = 0; level < 24; level += 1) {
    const all = Array.from({ length: 10 }, (_, index) => ({ mode: '40000', name: `d${index}`, id }))
    id = tree(all)
  }
  replace('federation', [...list('federation'), { mode: '40000', name: 'd', id }])
}
