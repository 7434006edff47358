import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ProblemFacts } from '../../domain/problem.ts'
import { federationError } from '../../errors.ts'
import { makeNonce } from '../world/nonce.ts'
import type { World } from '../world/world.ts'
import { startOperatorGit, type OperatorGitEnd } from './operator-git.ts'
import { checkRepositoryUrl } from './repository-url.ts'
import { holdSignals, type HeldSignals } from './signals.ts'

/** A repository elsewhere, as the operator names it. */
export interface RemoteRepository {
  readonly url: string
  /** The branch that a publication is based on; absent for the default branch. */
  readonly ref: string | undefined
}

/** A clone that lasts as long as a command: of one branch, without its history, and without files in its work tree. */
export interface RemoteClone {
  /** As the operator named it, to be shown. */
  readonly url: string
  readonly top: string
  /** The branch that was cloned, and the commit that it is at. */
  readonly base: string
  readonly commit: string
  /** @throws `PUBLISH_REMOTE_FAILED` where somebody has ended the program meanwhile. */
  readonly checkGoingOn: () => Promise<void>
}

/** One git command in such a clone. */
export interface CloneCall {
  readonly args: readonly string[]
  readonly input?: Uint8Array
}

const PRIVATE = 0o700
const LONGEST_REASON = 600

/**
 * What the operator's git does not do here, whatever it is configured to: nothing that the repository names is fetched or
 * started, and nothing goes on in a directory that is about to be removed.
 */
const SETTINGS = [
  'protocol.ext.allow=never',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting])
const VARIABLES = { GIT_LFS_SKIP_SMUDGE: '1' }

const BRANCH = /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)|@\{))[A-Za-z0-9_][A-Za-z0-9_./+@#-]*(?<![./])$/
const CLONE = ['clone', '--quiet', '--no-checkout', '--depth=1', '--single-branch', '--no-tags', '--no-local']

/**
 * Clones a repository with the operator's own git into a private temporary directory, which is removed in every case.
 *
 * @remarks Nothing is checked out: what the repository holds is read as objects, so that none of its links, attributes,
 * filters, submodules or names means anything on this machine.
 * @throws `PUBLISH_URL`, `PUBLISH_REF`, `PUBLISH_REMOTE_FAILED`, and whatever the body throws
 */
export async function withRemoteClone<T>(
  world: World,
  { url, ref }: RemoteRepository,
  body: (clone: RemoteClone) => Promise<T>,
): Promise<T> {
  const address = checkRepositoryUrl(url, world.cwd)
  if (ref !== undefined && !BRANCH.test(ref)) {
    throw federationError('PUBLISH_REF', { ref, url, reason: 'no branch has such a name' })
  }
  const directory = makePrivateDirectory(world, url)
  const signals = holdSignals()
  try {
    return await body(await cloneInto(world, { url, ref, address, directory, signals }))
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
    await signals.release()
  }
}

/** Runs a git command of the operator in a clone; has no status where it could not be run, or was ended. */
export function runInClone(
  world: World,
  { top }: Pick<RemoteClone, 'top'>,
  { args, input }: CloneCall,
): OperatorGitEnd {
  const call = { directory: top, args: [...SETTINGS, ...args], variables: VARIABLES }
  return startOperatorGit(world, input === undefined ? call : { ...call, input })
}

/**
 * Does the same for a command that must succeed, and gives what it printed.
 *
 * @throws `PUBLISH_REMOTE_FAILED`
 */
export function askInClone(world: World, clone: Pick<RemoteClone, 'url' | 'top'>, call: CloneCall): string {
  const { status, stdout, reason } = runInClone(world, clone, call)
  if (status === 0) return stdout
  throw remoteFailed(clone, { command: call.args[0] ?? '', reason: reason || `exit code ${status}`, isUnclear: false })
}

/** Makes the error for a git command that failed in a clone. */
export function remoteFailed(
  { url }: Pick<RemoteClone, 'url'>,
  { reason, ...facts }: Omit<ProblemFacts['PUBLISH_REMOTE_FAILED'], 'url'>,
): Error {
  return federationError('PUBLISH_REMOTE_FAILED', { url, reason: shorten(reason), ...facts })
}

/** A sentence goes on behind it. */
function shorten(reason: string): string {
  return reason.slice(0, LONGEST_REASON).replace(/\.+$/, '')
}

/** Only one that did not exist before is removed afterwards. */
function makePrivateDirectory(world: World, url: string): string {
  const temporary = resolve(world.cwd, world.env['TMPDIR'] ?? tmpdir())
  const directory = join(temporary, `fbm-gitops-publish-${makeNonce(world)}`)
  try {
    world.files.mkdir(directory, PRIVATE)
    return directory
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw remoteFailed({ url }, { command: 'clone', reason, isUnclear: false })
  }
}

interface CloneRequest extends RemoteRepository {
  readonly address: string
  readonly directory: string
  readonly signals: HeldSignals
}

async function cloneInto(world: World, { url, ref, address, directory, signals }: CloneRequest): Promise<RemoteClone> {
  const checkGoingOn = async (): Promise<void> => {
    if (!(await signals.hasCome())) return
    throw remoteFailed({ url }, { command: 'clone', reason: 'it was interrupted', isUnclear: false })
  }
  const branch = ref === undefined ? [] : [`--branch=${ref}`]
  const place = { url, top: directory }
  const top = join(directory, 'clone')
  const args = [...CLONE, '--no-recurse-submodules', '--origin=origin', ...branch, '--', address, top]
  askInClone(world, place, { args })
  await checkGoingOn()
  const here = { url, top }
  const base = runInClone(world, here, { args: ['symbolic-ref', '--quiet', '--short', 'HEAD'] }).stdout.trim()
  if (base === '') throw federationError('PUBLISH_REF', { ref: ref ?? 'HEAD', url, reason: 'it is a tag, or nothing' })
  const head = runInClone(world, here, { args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'] })
  if (head.status !== 0)
    throw federationError('PUBLISH_REF', { ref: base, url, reason: 'there is no commit on it yet' })
  return { url, top, base, commit: head.stdout.trim(), checkGoingOn }
}
