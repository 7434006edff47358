import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace }: HostileRepository): void {
  replace(
    'federation',
    list('federation').map((entry) => (entry.name === 'federation.yaml' ? { ...entry, mode: '106777' } : entry)),
  )
}
