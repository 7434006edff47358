import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob }: HostileRepository): void {
  replace('federation', [...list('federation'), { mode: '100644', name: Buffer.from('n\xf8de', 'latin1'), id: blob('x') }])
}
