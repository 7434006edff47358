import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make({ git, setHead }: HostileRepository): void {
  const tag = (id: string, type: string): string =>
    git(['hash-object', '-t', 'tag', '-w', '--stdin'], `object ${id}\ntype ${type}\ntag x\ntagger A <a@b> 1 +0000\n\nx\n`)
  setHead(tag(tag(git(['rev-parse', 'HEAD']), 'commit'), 'tag'))
}
