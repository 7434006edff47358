import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { simpleGit, type SimpleGit } from 'simple-git'
import { withDirectory, writeFiles, type Files } from './directory.ts'

/** A real git repository of one test, with its work tree. */
export interface TestRepository {
  /** The top of the work tree. */
  readonly top: string
  readonly git: SimpleGit
  readonly write: (files: Files) => void
  readonly remove: (path: string) => void
  /** Commits everything in the work tree and returns the commit's id. */
  readonly commit: (subject: string) => Promise<string>
  readonly head: () => Promise<string>
  /** Runs git with this standard input, for what its everyday commands refuse to make. Returns the trimmed output. */
  readonly plumb: (args: readonly string[], input?: string | Uint8Array) => string
}

/**
 * Lends a repository on branch `main`, with the files as its first commit where there are any, and removes it afterwards.
 *
 * @remarks Author, dates, home and configuration are fixed, so that commit ids are the same on every machine.
 */
export async function withRepository(
  files: Files,
  body: (repository: TestRepository) => void | Promise<void>,
  format: 'sha1' | 'sha256' = 'sha1',
): Promise<void> {
  await withDirectory({ 'home/.keep': '', 'work/.keep': '' }, async (directory) => {
    const repository = makeRepository(join(directory, 'work'), makeEnvironment(join(directory, 'home')))
    repository.remove('.keep')
    repository.plumb(['init', '--quiet', '--initial-branch=main', `--object-format=${format}`])
    repository.write(files)
    if (Object.keys(files).length > 0) await repository.commit('Declare the federation')
    await body(repository)
  })
}

function makeRepository(top: string, environment: Readonly<Record<string, string>>): TestRepository {
  refuseOwnDirectory(top)
  const git = simpleGit({
    baseDir: top,
    allowEnvironment: Object.keys(environment),
    unsafe: { allowUnsafeConfigPaths: true },
  }).env(environment)
  return {
    top,
    git,
    write: (files) => {
      writeFiles(top, files)
    },
    remove: (path) => {
      rmSync(join(top, path), { recursive: true })
    },
    commit: async (subject) => {
      await git.raw(['add', '--all'])
      await git.raw(['commit', '--quiet', '--allow-empty', '--message', subject])
      return git.revparse(['HEAD'])
    },
    head: () => git.revparse(['HEAD']),
    plumb: (args, input = '') => {
      const result = spawnSync('git', args, { cwd: top, env: environment, input })
      if (result.status === 0) return result.stdout.toString('utf8').trim()
      throw new Error(`git ${args.join(' ')}: ${result.stderr.toString('utf8')}`)
    },
  }
}

/** A slip in a path must never commit into the repository that the tests themselves are in. */
function refuseOwnDirectory(top: string): void {
  const path = relative(process.cwd(), top)
  if (path === '' || !path.startsWith('..')) throw new Error(`${top} lies in the working directory of the tests.`)
}

function makeEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada Admin',
    GIT_AUTHOR_EMAIL: 'ada@hospital.example',
    GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
    GIT_COMMITTER_NAME: 'Carl Coordinator',
    GIT_COMMITTER_EMAIL: 'carl@research.example',
    GIT_COMMITTER_DATE: '2026-01-02T03:04:06Z',
  }
}
