import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { federationError } from '../../errors.ts'
import { locateSource } from '../source/source.ts'
import type { World } from '../world/world.ts'
import { lookAt, orUnreadable } from './look.ts'

/** Where a federation is to begin. */
export interface FoundingPlace {
  /** The federation directory, as it was typed. */
  readonly label: string
  /** The same, absolute, with every link resolved. */
  readonly directory: string
  /** The top of the repository, which is yet to be made outside git. */
  readonly top: string
  /** The path of the federation directory below that, separated by `/`; empty where it is the top. */
  readonly prefix: string
  readonly isInGit: boolean
  /** Whether the federation directory is there. */
  readonly isThere: boolean
}

/**
 * Finds where a federation is to begin. Outside git, the working directory becomes the top of the repository where it holds
 * nothing else, as it does for somebody who has just made it; else the federation directory itself does.
 *
 * @throws as `locateSource`
 */
export function locateFounding(world: World, typed: string): FoundingPlace {
  const { files, cwd } = world
  const path = resolve(cwd, typed)
  const ancestor = findAncestor(world, path)
  const { directory: base, repository } = locateSource(world, ancestor)
  const directory = resolve(base, relative(ancestor, path))
  const top = repository?.top ?? chooseTop(world, directory)
  return {
    label: typed.replace(/(?<=[^/])\/+$/, ''),
    directory,
    top,
    prefix: relative(top, directory).split(sep).join('/'),
    isInGit: repository !== undefined,
    isThere: lookAt(files, directory) !== undefined,
  }
}

/** Finds what is there of a path. A file in its place is told by who needs a directory. */
function findAncestor({ files }: World, path: string): string {
  for (let candidate = path; ; candidate = dirname(candidate)) {
    const status = lookAt(files, candidate)
    if (status !== undefined || candidate === dirname(candidate)) return candidate
  }
}

function chooseTop({ files, cwd }: World, directory: string): string {
  const parent = dirname(directory)
  const isAlone =
    parent === files.realpath(cwd) &&
    orUnreadable(parent, () => files.list(parent)).every((name) => name === basename(directory))
  return isAlone ? parent : directory
}

/**
 * Makes sure that no federation is there.
 *
 * @throws `INIT_EXISTS` (64)
 */
export function refuseExisting({ files }: World, { directory, label }: FoundingPlace): void {
  for (const file of ['federation.yaml', 'federation.yml']) {
    if (lookAt(files, join(directory, file)) !== undefined)
      throw federationError('INIT_EXISTS', { directory: label, file })
  }
}
