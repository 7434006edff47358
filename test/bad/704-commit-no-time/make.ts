import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, commitText }: HostileRepository): void {
  const [tree, parent] = ['HEAD^{tree}', 'HEAD'].map((ref) => git(['rev-parse', ref]))
  commitText(`tree ${tree}\nparent ${parent}\nauthor Ada <ada@hospital.example> 1767323045 +0000\ncommitter Carl <c@d> 99999999999999999999999999 +9999\n\nChange\n`)
}
