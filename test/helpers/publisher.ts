import { join } from 'node:path'
import type { Component } from '../../src/domain/component.ts'
import type { Problem } from '../../src/domain/problem.ts'
import { publishObservation } from '../../src/io/observations/publish-observation.ts'
import { aComponent, anId } from './builders.ts'
import { withUser, type TestUser } from './contact.ts'
import { writeFiles } from './directory.ts'
import { aRepositorySource, type SourceOverrides } from './remote-source.ts'
import { withRepository, type TestRepository } from './repository.ts'
import { shareRepository, type SharedRepository } from './shared-repository.ts'

/** Components of one user, and the repository that all of them push to. */
export interface Publisher extends TestUser {
  readonly repository: TestRepository
  readonly shared: SharedRepository
  /** A component by its label, in a directory of its own for each place. */
  readonly component: (label: string, place?: string) => Component
  readonly publish: (component: Component, text: string, to?: Destination) => Promise<Problem | undefined>
  /** Runs git in the shared repository. */
  readonly ask: (...args: readonly string[]) => string
}

export interface Destination extends SourceOverrides {
  /** The directory itself where it is absent. */
  readonly url?: string
}

/** Lends a repository that declares a federation, and components that may push to it. */
export function withPublisher(body: (publisher: Publisher) => void | Promise<void>): Promise<void> {
  return withRepository({ 'federation/federation.yaml': 'a: 1\n' }, (repository) =>
    withUser(async (user) => {
      const shared = shareRepository(repository)
      await body({
        ...user,
        repository,
        shared,
        component: (label, place = label) => {
          const directory = join(user.world.cwd, place)
          writeFiles(directory, { [`var/db_${anId(label)}.json`]: '{}' })
          return aComponent({ directory, id: anId(label) })
        },
        publish: (component, text, { url = shared.directory, ...overrides } = {}) =>
          publishObservation(user.world, { source: aRepositorySource(url, overrides), component, text }),
        ask: (...args) => repository.plumb(['--git-dir', shared.directory, ...args]),
      })
    }),
  )
}
