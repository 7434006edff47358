import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, commitText }: HostileRepository): void {
  const [tree, parent] = ['HEAD^{tree}', 'HEAD'].map((ref) => git(['rev-parse', ref]))
  const text = `tree ${tree}\nparent ${parent}\nauthor ${'<'.repeat(4 * 1024 * 1024)} <a@b> 1767323045 +0000\ncommitter Carl <carl@research.example> 1767323046 +0000\n\nChange\n`
  commitText(text)
}
