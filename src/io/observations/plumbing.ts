import { spawnSync } from 'node:child_process'
import { LARGEST_OBSERVATION } from '../../domain/observation/written.ts'
import { federationError } from '../../errors.ts'
import type { RemoteOrder } from '../mirror/fetch-order.ts'
import { findGit, makeBareEnvironment } from '../source/git.ts'
import type { World } from '../world/world.ts'

/** One git command on a repository of our own, which reaches nobody. */
export interface PlumbingCall {
  readonly args: readonly string[]
  readonly input?: string
  /** Who is said to have made a commit. */
  readonly person?: string
}

type Ours = Pick<RemoteOrder, 'repository' | 'user'>

const SETTINGS = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'gc.auto=0', 'protocol.allow=never']
const TIMEOUT_MS = 60_000
/** Nothing that is asked for is larger than an observation. */
const MOST_BYTES = LARGEST_OBSERVATION

/** Runs a command as the user whose repository it is, and gives what it wrote; `undefined` where it fails. */
export function runPlumbing(world: World, ours: Ours, call: PlumbingCall): Buffer | undefined {
  const { status, stdout } = start(world, ours, call)
  return status === 0 ? stdout : undefined
}

/**
 * Runs a command that has to succeed, and gives what it wrote, without the line end.
 *
 * @throws `GIT_MISSING`, `GIT_REFUSED`
 */
export function askPlumbing(world: World, ours: Ours, call: PlumbingCall): string {
  const { status, stdout, stderr, error } = start(world, ours, call)
  if (status === 0) return stdout.toString('latin1').trim()
  const reason = error?.message ?? stderr.toString('utf8').trim()
  throw federationError('GIT_REFUSED', { directory: ours.repository, command: call.args[0] ?? '', reason })
}

function start(world: World, { repository, user }: Ours, { args, input = '', person }: PlumbingCall) {
  const git = findGit(world)
  if (git === undefined) throw federationError('GIT_MISSING', { directory: repository })
  const settings = SETTINGS.flatMap((setting) => ['-c', setting])
  const run = () =>
    spawnSync(git, ['--no-pager', ...settings, `--git-dir=${repository}`, ...args], {
      cwd: '/',
      env: {
        ...makeBareEnvironment(world),
        GIT_ALLOW_PROTOCOL: 'none',
        ...(person === undefined ? {} : sign(world, person)),
      },
      input,
      killSignal: 'SIGKILL',
      maxBuffer: MOST_BYTES,
      timeout: TIMEOUT_MS,
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    })
  return world.host.asStarter(run) ?? run()
}

/** The domain is one that cannot exist (RFC 2606). */
function sign({ clock }: World, name: string): Readonly<Record<string, string>> {
  const [email, date] = ['observed@fbm-gitops.invalid', `@${Math.floor(clock.now() / 1000)} +0000`]
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  }
}
