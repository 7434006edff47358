import { basename, dirname, join, resolve } from 'node:path'
import type { Component } from '../../domain/component.ts'
import type { DeclarationSource } from '../../domain/declaration-source.ts'
import { FederationError } from '../../errors.ts'
import { locateSource } from '../source/source.ts'
import { isSystemError } from '../world/fault.ts'
import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/** One directory that is watched, itself and nothing below it. */
export interface WatchedPlace {
  readonly directory: string
  /** The names in it that matter; absent where all do. */
  readonly names: ReadonlySet<string> | undefined
  /** What may have changed. */
  readonly topic: Topic
}

export type Topic = 'registry' | 'commit'

/** A directory that is there. */
export interface FoundPlace extends WatchedPlace {
  /** Tells it from another one that takes its place. */
  readonly inode: bigint
}

/**
 * Finds the few directories in which a change of the registry or a new commit shows: never one for each party. What is not
 * there, or cannot be read, is left out; it is a hint that is lost, and no more.
 */
export function findPlaces(
  world: World,
  { component, source }: { readonly component: Component | undefined; readonly source: DeclarationSource },
): readonly FoundPlace[] {
  const places = [...registryPlaces(component), ...sourcePlaces(world, source)]
  return places.flatMap((place) => {
    const status = quietly(() => world.files.stat(place.directory))
    return status?.kind === 'directory' ? [{ ...place, inode: status.inode }] : []
  })
}

/** The directory, not the file: others replace it by another one. Its name keeps our own state directory out. */
function registryPlaces(component: Component | undefined): readonly WatchedPlace[] {
  if (component === undefined) return []
  const { registryFile } = component
  return [{ directory: dirname(registryFile), names: new Set([basename(registryFile)]), topic: 'registry' }]
}

function sourcePlaces(world: World, source: DeclarationSource): readonly WatchedPlace[] {
  if (source.kind === 'repository') return []
  const located = quietly(() => locateSource(world, source.directory))
  if (located === undefined) return []
  const { repository, directory } = located
  if (repository === undefined || source.uncommitted) return plainPlaces(directory)
  return gitPlaces(world, repository.gitDirectory)
}

function plainPlaces(directory: string): readonly WatchedPlace[] {
  return [directory, join(directory, 'certificates'), join(directory, 'parties')].map((each) => ({
    directory: each,
    names: undefined,
    topic: 'commit',
  }))
}

/** A commit moves the log of HEAD, or the branch itself where no log is kept; `gc` packs references, others switch HEAD. */
function gitPlaces(world: World, dotGit: string): readonly WatchedPlace[] {
  const own = followFile(world, dotGit, /^gitdir: (.+)\n?$/) ?? dotGit
  const common = followFile(world, join(own, 'commondir'), /^(.+)\n?$/) ?? own
  const branch = /^ref: (refs\/heads\/.+)\n$/.exec(readText(world, join(own, 'HEAD')))?.[1] ?? 'refs/heads/main'
  const at = (directory: string, ...names: readonly string[]): WatchedPlace => {
    return { directory, names: new Set(names), topic: 'commit' }
  }
  const places = [
    at(own, 'HEAD', 'packed-refs'),
    at(join(own, 'logs'), 'HEAD'),
    at(dirname(join(common, branch)), basename(branch)),
  ]
  return common === own ? places : [...places, at(common, 'packed-refs')]
}

/** What a one-line file names, relative to where it lies; `undefined` where there is no such file. */
function followFile(world: World, file: string, form: RegExp): string | undefined {
  const path = form.exec(readText(world, file))?.[1]
  return path === undefined ? undefined : resolve(dirname(file), path)
}

const LONGEST = 4096

function readText({ files }: World, file: string): string {
  const text = quietly(() => {
    const status = files.stat(file)
    return status?.kind === 'file' && status.size <= LONGEST ? readFile(files, file).toString() : ''
  })
  return text ?? ''
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isSystemError(error) || error instanceof FederationError) return undefined
    throw error
  }
}
