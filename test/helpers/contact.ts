import { join } from 'node:path'
import { contactSource } from '../../src/declaration/contact.ts'
import type { Contact } from '../../src/domain/contact.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'
import { withDirectory } from './directory.ts'
import { aRepositorySource, type SourceOverrides } from './remote-source.ts'

/** A user of this machine, with caches of their own. */
export interface TestUser {
  readonly home: string
  readonly world: World
  /** Reaches for a repository as a command does that writes to no component. */
  readonly contact: (url: string, overrides?: SourceOverrides, signal?: AbortSignal) => Promise<Contact>
}

/** Lends a user with an empty home, whose environment names nothing else. */
export async function withUser(body: (user: TestUser) => void | Promise<void>): Promise<void> {
  await withDirectory({}, async (directory) => {
    const home = join(directory, 'home')
    const world: World = { ...realWorld(), cwd: directory, env: { PATH: process.env['PATH'], HOME: home } }
    const contact: TestUser['contact'] = (url, overrides, signal) =>
      contactSource(world, aRepositorySource(url, overrides), { component: undefined, signal })
    await body({ home, world, contact })
  })
}

/** Names what became of a contact: the code of its fault, or the commit. */
export function outcomeOf({ fault, head }: Contact): string | undefined {
  return fault?.code ?? head
}
