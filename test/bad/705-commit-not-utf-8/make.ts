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
  const text = `tree ${tree}\nparent ${parent}\nauthor Ada <ada@hospital.example> 1767323045 +0000\ncommitter Carl <carl@research.example> 1767323046 +0000\nencoding \u001b[31m\n\nÄnder\u009b2J\n`
  commitText(Buffer.from(text, 'latin1'))
}
