import { join } from 'node:path'
import type { Snapshot } from '../../domain/snapshot.ts'
import { federationError } from '../../errors.ts'
import { readCommittedFiles } from '../source/committed-files.ts'
import { runGit } from '../source/git.ts'
import type { World } from '../world/world.ts'
import type { RemoteClone } from './remote-clone.ts'

/** Below the top, without a step upwards; git's own directory is none of its content. */
const PATH = /^(?!.*(?:^|\/)(?:\.{0,2}|\.git)(?:\/|$))[^\\:\u0000-\u001f\u007f-]?[^\\:\u0000-\u001f\u007f]*$/i

/**
 * Writes a path below the top of a repository as git names it; empty for the top.
 *
 * @throws `PUBLISH_REMOTE_PATH`
 */
export function normalisePath(clone: RemoteClone, given: string): string {
  const path = given.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '')
  if (path === '.' || given === './') return ''
  if (path !== '' && PATH.test(path)) return path
  throw federationError('PUBLISH_REMOTE_PATH', { path: given, url: clone.url, base: clone.base })
}

/**
 * Reads a federation directory as a commit of a clone holds it: as objects, by the means that trust no repository.
 *
 * @param prefix - as `normalisePath` gives it.
 * @throws `PUBLISH_REMOTE_PATH` where the commit has no such directory, and as `readCommittedFiles`
 */
export function readRemoteSnapshot(world: World, clone: RemoteClone, at: CommittedPlace): Snapshot {
  const { commit, prefix } = at
  const label = prefix === '' ? '.' : prefix
  const repository = { gitDirectory: join(clone.top, '.git'), top: clone.top, label }
  const source = { directory: clone.top, label, repository, prefix }
  const tree = `${commit}:${prefix}`
  const found = runGit(world, repository, { command: 'rev-parse', args: ['--verify', '--end-of-options', tree] })
  const treeId = found.stdout.toString('latin1').trim()
  const kind = runGit(world, repository, { command: 'cat-file', args: ['-t', treeId] })
    .stdout.toString('latin1')
    .trim()
  if (found.status !== 0 || kind !== 'tree') {
    throw federationError('PUBLISH_REMOTE_PATH', { path: label, url: clone.url, base: clone.base })
  }
  const revision = { id: commit, subject: undefined, author: undefined, time: undefined }
  const { files, problems } = readCommittedFiles(world, { source, repository, revision, treeId })
  return { revision, files: [...files].sort((a, b) => (a.path < b.path ? -1 : 1)), problems, label }
}

/** A directory of a commit. */
export interface CommittedPlace {
  readonly commit: string
  readonly prefix: string
}
