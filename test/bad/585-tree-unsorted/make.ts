import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, treeAsGiven, tree, commit }: HostileRepository): void {
  const id = treeAsGiven([...list('federation')].reverse())
  const others = list('').filter(({ name }) => name !== 'federation')
  commit(tree([...others, { mode: '40000', name: 'federation', id }]))
}
