import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withDirectory, writeFiles, type Files } from '../helpers/directory.ts'
import { withGitHubApi, type GitHubApi } from './github-api.ts'
import { runWorkflow, type JobRun, type RunSituation } from './run-workflow.ts'
import type { Texts } from './read-workflow.ts'

const ROOT = join(import.meta.dirname, '../..')
export const EXAMPLE: string = join(ROOT, 'examples/federation-repo')
const TOOL = 'example-org/fbm-gitops'
const REVISION = '0'.repeat(40)
const REPOSITORY = 'cardiology/federation'

/** A change that somebody proposes. */
export interface Proposal {
  readonly number: number
  readonly branch: string
  readonly title?: string
  /** Who owns the fork that it comes from; without one the branch lies in the repository itself. */
  readonly fork?: string
}

export interface PullRequestRun {
  readonly runId: number
  readonly jobs: readonly JobRun[]
}

/** A repository as the example has it, on a host that runs its workflows. */
export interface Host {
  readonly api: GitHubApi
  readonly origin: string
  /** A clone, in which tests make commits. */
  readonly clone: string
  readonly git: (...args: readonly string[]) => string
  /** Commits on a branch that begins at `main`, and pushes it. Gives the commit. */
  readonly commit: (
    branch: string,
    files: Files,
    about?: { readonly message?: string; readonly author?: string },
  ) => string
  /** Runs `federation.yml` for a proposal. */
  readonly propose: (proposal: Proposal) => Promise<PullRequestRun>
  /** Runs `comment.yml` after a run of a proposal. */
  readonly complete: (proposal: Proposal, runId: number) => Promise<JobRun>
  readonly push: (before: string, after: string) => Promise<JobRun>
  readonly schedule: (vars?: Texts) => Promise<readonly JobRun[]>
  /** Where the files of an artifact lie, for those who would change them. */
  readonly artifact: (runId: number, name: string) => string
  /** Files that a hostile name would have made somewhere. */
  readonly traces: () => readonly string[]
}

/** Lends a host with the example repository on it, with all its files as the first commit. */
export async function withHost(body: (host: Host) => Promise<void>): Promise<void> {
  await withDirectory({}, (scratch) =>
    withGitHubApi(REPOSITORY, async (api) => {
      await body(makeHost(scratch, api))
    }),
  )
}

function makeHost(scratch: string, api: GitHubApi): Host {
  const [origin, clone] = [join(scratch, 'origin.git'), join(scratch, 'clone')]
  const git = makeGit(clone)
  mkdirSync(clone)
  cpSync(EXAMPLE, clone, { recursive: true })
  git('init', '--quiet', '--initial-branch=main')
  git('init', '--quiet', '--bare', '--initial-branch=main', origin)
  git('remote', 'add', 'origin', origin)
  git('add', '--all')
  git('commit', '--quiet', '--message=Begin the federation')
  git('push', '--quiet', 'origin', 'main')
  const artifacts = new Map<string, string>()
  let runs = 0
  const situate = (
    about: Pick<RunSituation, 'eventName' | 'event' | 'sha' | 'ref'> & { readonly vars?: Texts },
  ): RunSituation => ({
    vars: {},
    ...about,
    scratch,
    origin,
    repository: REPOSITORY,
    runId: (runs += 1),
    apiUrl: api.url,
    grant: api.grant,
    artifacts,
    locate,
    otherRepository: (name, ref) => {
      if (name !== TOOL || ref !== REVISION) throw new Error(`There is no ${name} at ${ref}.`)
      return ROOT
    },
  })
  const headOf = (branch: string): string =>
    git('rev-parse', '--verify', '--end-of-options', `refs/remotes/origin/${branch}`)
  const eventOf = ({ number, branch, title = 'A change', fork }: Proposal) => ({
    number,
    title,
    base: { ref: 'main', sha: headOf('main') },
    head: {
      ref: branch,
      sha: headOf(branch),
      repo: { full_name: fork === undefined ? REPOSITORY : `${fork}/federation` },
    },
  })
  return {
    api,
    origin,
    clone,
    git,
    commit: (branch, files, { message = 'Change something', author = 'Ada Admin' } = {}) => {
      const start = git('ls-remote', 'origin', `refs/heads/${branch}`) === '' ? 'origin/main' : headOf(branch)
      git('checkout', '--quiet', '--detach', start)
      for (const [path, content] of Object.entries(files)) {
        if (content === '') rmSync(join(clone, path))
        else writeFiles(clone, { [path]: content })
      }
      git('add', '--all')
      git('commit', '--quiet', `--message=${message}`, `--author=${author} <ada@hospital.example>`)
      git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
      git('fetch', '--quiet', 'origin')
      return git('rev-parse', 'HEAD')
    },
    propose: async (proposal) => {
      const pull = eventOf(proposal)
      git('checkout', '--quiet', '--detach', pull.base.sha)
      git('merge', '--quiet', '--no-ff', '--message=Merge', pull.head.sha)
      const ref = `refs/pull/${proposal.number}/merge`
      git('push', '--quiet', '--force', 'origin', `HEAD:${ref}`, `${pull.head.sha}:refs/pull/${proposal.number}/head`)
      const label = `${proposal.fork ?? 'cardiology'}:${proposal.branch}`
      api.pulls.push({ number: proposal.number, head: { label, sha: pull.head.sha, repo: pull.head.repo } })
      const situation = situate({
        eventName: 'pull_request',
        event: { pull_request: pull },
        sha: git('rev-parse', 'HEAD'),
        ref,
      })
      return { runId: situation.runId, jobs: await runExample('federation', situation) }
    },
    complete: async (proposal, runId) => {
      const { head } = eventOf(proposal)
      const owner = { login: head.repo.full_name.split('/')[0] }
      const run = {
        id: runId,
        event: 'pull_request',
        conclusion: 'success',
        head_sha: head.sha,
        head_branch: head.ref,
        head_repository: { ...head.repo, owner },
      }
      const [job] = await runExample(
        'comment',
        situate({
          eventName: 'workflow_run',
          event: { workflow_run: run },
          sha: headOf('main'),
          ref: 'refs/heads/main',
        }),
      )
      if (job === undefined) throw new Error('There is no job.')
      return job
    },
    push: async (before, after) => {
      const [job] = await runExample(
        'federation',
        situate({
          eventName: 'push',
          event: { before, after, ref: 'refs/heads/main' },
          sha: after,
          ref: 'refs/heads/main',
        }),
      )
      if (job === undefined) throw new Error('There is no job.')
      return job
    },
    schedule: (vars = {}) =>
      runExample(
        'drift',
        situate({
          eventName: 'schedule',
          event: { schedule: '17 5 * * *' },
          sha: headOf('main'),
          ref: 'refs/heads/main',
          vars,
        }),
      ),
    artifact: (runId, name) => artifacts.get(`${runId} ${name}`) ?? '',
    traces: () =>
      readdirSync(scratch, { recursive: true, encoding: 'utf8' }).filter((path) => /(?:^|\/)pwned/.test(path)),
  }
}

function runExample(name: string, situation: RunSituation): Promise<readonly JobRun[]> {
  return runWorkflow(join(EXAMPLE, `.github/workflows/${name}.yml`), situation)
}

/** This project, at the commit that the example names. */
function locate(uses: string): string | undefined {
  const [name = '', revision] = uses.split('@')
  const path = join(ROOT, name.slice(TOOL.length))
  return revision === REVISION && name.startsWith(TOOL) && existsSync(path) ? path : undefined
}

function makeGit(directory: string): Host['git'] {
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada Admin',
    GIT_AUTHOR_EMAIL: 'ada@hospital.example',
    GIT_COMMITTER_NAME: 'Carl Coordinator',
    GIT_COMMITTER_EMAIL: 'carl@research.example',
  }
  return (...args) =>
    execFileSync('git', args, { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}
