import { randomBytes } from 'node:crypto'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ list, replace, blob }: HostileRepository): void {
  replace('', [...list(''), { mode: '100644', name: 'big', id: blob(randomBytes(512 * 1024)) }])
}
