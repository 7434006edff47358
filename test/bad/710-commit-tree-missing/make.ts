import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, commitText }: HostileRepository): void {
  const [tree, parent] = ['HEAD^{tree}', 'HEAD'].map((ref) => git(['rev-parse', ref]))
  commitText(`tree ${'1'.repeat(40)}\nparent ${parent}\nauthor Ada <ada@hospital.example> 1767323045 +0000\ncommitter Carl <carl@research.example> 1767323046 +0000\n\n${tree}\n`)
}
