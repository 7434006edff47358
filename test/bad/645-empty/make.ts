import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, top }: HostileRepository): void {
  rmSync(join(top, '.git'), { recursive: true })
  git(['init', '--quiet', '--template='])
}
