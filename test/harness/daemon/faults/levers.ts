import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MEMBERS, type MemberName } from '../../../helpers/federation.ts'
import type { LogLine } from '../daemon.ts'
import type { Site } from './site.ts'

const GROWTH = 300_000

/** Commits and pushes something beside the federation that does not compress: there is something to be fetched. */
export function growRepository({ network }: Site): void {
  writeFileSync(join(network.clone, 'ballast'), randomBytes(GROWTH))
  network.git('add', '--all')
  network.git('commit', '--quiet', '--message', 'Grow')
  network.git('push', '--quiet', 'origin', 'HEAD:main')
}

/** Deletes the row of a party, as somebody else would. */
export async function removeRow({ editor, tree }: Site, name: MemberName): Promise<void> {
  const count = await editor.remove(tree.registryFile, MEMBERS[name].id)
  if (count !== 1) throw new Error(`There were ${count} rows of ${name}.`)
}

/** Puts a command in the place of the one that is asked for over ssh; `undefined` obeys again. */
export function answerWith({ remote }: Site, command: string | undefined): void {
  const file = join(remote.server.directory, 'authorized_keys')
  const key = /ssh-ed25519 \S+/.exec(readFileSync(file, 'utf8'))?.[0] ?? ''
  writeFileSync(file, command === undefined ? `${key}\n` : `command="${command.replaceAll('"', '\\"')}" ${key}\n`)
}

/** Takes away the right to come in; what comes back gives it again. */
export function revokeKey({ remote }: Site): () => void {
  const file = join(remote.server.directory, 'authorized_keys')
  const before = readFileSync(file)
  writeFileSync(file, '')
  return () => {
    writeFileSync(file, before)
  }
}

export function isLost({ message }: LogLine): boolean {
  return message === 'repository out of reach'
}

export function isFound({ message }: LogLine): boolean {
  return message === 'repository found again'
}
