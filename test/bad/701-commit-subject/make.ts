import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, commitText, list, replace, blob }: HostileRepository): void {
  // It changes the manifest, so that `explain` tells of it.
  const manifest = blob(`${git(['cat-file', 'blob', 'HEAD:federation/federation.yaml'])}\n# Changed\n`)
  const entries = list('federation')
  replace(
    'federation',
    entries.map((entry) => (entry.name === 'federation.yaml' ? { ...entry, id: manifest } : entry)),
  )
  const [tree, parent] = ['HEAD^{tree}', 'HEAD^'].map((ref) => git(['rev-parse', ref]))
  commitText(`tree ${tree}\nparent ${parent}\nauthor Ada <ada@hospital.example> 1767323045 +0000\ncommitter Carl <carl@research.example> 1767323046 +0000\n\n\u001b]0;owned\u0007\u001b[2J\u202e\r\u0085 ::set-output name=x::y\n`)
}
