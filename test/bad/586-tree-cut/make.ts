import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, git, tree, commit }: HostileRepository): void {
  const id = git(['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], '100644 federation.yaml\0short')
  const others = list('').filter(({ name }) => name !== 'federation')
  commit(tree([...others, { mode: '40000', name: 'federation', id }]))
}
