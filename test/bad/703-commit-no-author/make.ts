import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, commitText }: HostileRepository): void {
  const [tree, parent] = ['HEAD^{tree}', 'HEAD'].map((ref) => git(['rev-parse', ref]))
  commitText(`tree ${tree}\nparent ${parent}\ncommitter Carl <carl@research.example> 1767323046 +0000\n`)
}
