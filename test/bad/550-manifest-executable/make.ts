import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace }: HostileRepository): void {
  const entries = list('federation')
  replace(
    'federation',
    entries.map((entry) => (entry.name === 'federation.yaml' ? { ...entry, mode: '100755' } : entry)),
  )
}
