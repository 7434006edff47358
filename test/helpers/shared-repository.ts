import { join } from 'node:path'
import type { TestRepository } from './repository.ts'

/** The bare repository that everybody shares, beside the work tree of whoever commits. */
export interface SharedRepository {
  readonly directory: string
  /** Its name below the directory that a server shows. */
  readonly name: string
  /** What the server shows. */
  readonly root: string
  /** Pushes what the work tree has at `main`, also where that rewrites the history. */
  readonly push: () => void
}

/** Makes a bare repository of a test's own one, as a server holds it. */
export function shareRepository(repository: TestRepository, name = 'shared.git'): SharedRepository {
  const root = join(repository.top, '..')
  repository.plumb(['init', '--quiet', '--bare', '--initial-branch=main', `../${name}`])
  const push = (): void => {
    repository.plumb(['push', '--quiet', '--force', `../${name}`, 'HEAD:refs/heads/main'])
  }
  push()
  return { directory: join(root, name), name, root, push }
}
