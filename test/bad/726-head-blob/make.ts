import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ blob, setHead }: HostileRepository): void {
  setHead(blob('x'))
}
