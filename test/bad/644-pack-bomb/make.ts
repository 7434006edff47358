import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob }: HostileRepository): void {
  replace('', [...list(''), { mode: '100644', name: 'big', id: blob(Buffer.alloc(48 * 1024 * 1024)) }])
}
