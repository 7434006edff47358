import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top, trap }: HostileRepository): void {
  writeFileSync(join(top, '.git/more'), `[core]\n\tfsmonitor = ${trap}\n[alias]\n\trev-parse = !${trap}\n`)
  const include = '[include]\n\tpath = more\n[includeIf "gitdir:/"]\n\tpath = more\n'
  appendFileSync(join(top, '.git/config'), `[core]\n\tworktree = /etc\n${include}`)
}
