import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ top, git, setHead }: HostileRepository): void {
  const [head, parent] = ['HEAD', 'HEAD^'].map((ref) => git(['rev-parse', ref]))
  mkdirSync(join(top, '.git/info'), { recursive: true })
  writeFileSync(join(top, '.git/info/grafts'), `${parent ?? ''} ${head ?? ''}\n`)
  setHead(parent ?? '')
}
