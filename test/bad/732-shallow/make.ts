import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top, git, commit }: HostileRepository): void {
  const id = commit(git(['rev-parse', 'HEAD^{tree}']))
  writeFileSync(join(top, '.git/shallow'), `${id}\n`)
}
