import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top, trap }: HostileRepository): void {
  mkdirSync(join(top, '.git/hooks'))
  for (const name of ['post-checkout', 'post-index-change', 'reference-transaction', 'fsmonitor-watchman', 'pre-receive']) {
    symlinkSync(trap, join(top, '.git/hooks', name))
  }
}
