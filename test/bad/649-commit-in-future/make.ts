import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, commitText }: HostileRepository): void {
  const [tree, parent] = ['HEAD^{tree}', 'HEAD'].map((ref) => git(['rev-parse', ref]))
  const who = `Ada <ada@hospital.example> ${Math.floor(Date.now() / 1000) + 366 * 86_400} +0000`
  commitText(`tree ${tree ?? ''}\nparent ${parent ?? ''}\nauthor ${who}\ncommitter ${who}\n\nChange\n`)
}
