import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { withGitLabApi, type GitLabApi } from '../ci-runner/gitlab-api.ts'
import { EXAMPLE, withHost, type Host } from '../ci-runner/host.ts'
import { withDirectory } from '../helpers/directory.ts'
import { suite } from '../helpers/suite.ts'

interface GitLabJob {
  readonly extends: string
  readonly before_script: readonly string[]
  readonly script: readonly string[]
  readonly after_script?: readonly string[]
}

const MARKER = '<!-- fbm-gitops preview -->'
const ROOT = join(import.meta.dirname, '../..')
const file = parse(readFileSync(join(EXAMPLE, '.gitlab-ci.yml'), 'utf8')) as Readonly<Record<string, GitLabJob>>

suite('.gitlab-ci.yml of the example', (test) => {
  test('validates, searches and previews a merge request from a branch with a hostile name, and writes no note without a token', () =>
    withHost(async (host) => {
      const base = host.git('rev-parse', 'origin/main')
      const commit = host.commit('$(touch${IFS}pwned)', { 'a.txt': '-----BEGIN PRIVATE KEY-----\nMIIBSECRET\n' })
      const env = {
        CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
        CI_COMMIT_SHA: commit,
        CI_COMMIT_REF_NAME: '$(touch${IFS}pwned)',
        CI_MERGE_REQUEST_TITLE: '`touch pwned`',
      }

      const checked = await runJob(host, 'federation', env)
      assert.is(checked.status, 26)
      assert.match(checked.said, 'COMMITTED_KEY')
      assert.not.match(checked.said, 'SECRET')
      const previewed = await runJob(host, 'preview', env)
      assert.is(previewed.status, 0, previewed.said)
      assert.match(previewed.said, 'no note is written')
      assert.ok(readFileSync(join(host.clone, 'fbm-gitops/preview.md')).length > 0)
      assert.equal(host.traces(), [])
    }))

  test('reports drift with the files that GitLab shows', () =>
    withHost(async (host) => {
      const { status, said } = await runJob(host, 'drift', {})
      assert.ok(status !== 0 && status !== 1 && status !== 64, said)
      for (const name of ['report.junit.xml', 'report.codequality.json', 'report.html']) {
        assert.ok(readFileSync(join(host.clone, 'fbm-gitops', name)).length > 0, name)
      }
    }))

  test('puts the real preview into one note, which a later run finds among those of others and changes', () =>
    withHost((host) =>
      withGitLabApi(async (api) => {
        const base = host.git('rev-parse', 'origin/main')
        const env = { ...noteBy(api, 'glpat-bot'), CI_MERGE_REQUEST_DIFF_BASE_SHA: base }
        for (let id = 0; id < 130; id += 1) api.notes.push({ id, author: { id: 9 }, body: `${MARKER}\n${id}` })
        host.commit('x', { 'a.txt': 'x' })

        assert.match((await runJob(host, 'preview', env)).said, 'The note at merge request 7 was created.')
        const [note] = api.notes.slice(130)
        const preview = readFileSync(join(host.clone, 'fbm-gitops/preview.md'), 'utf8')
        assert.ok(preview.startsWith(`${MARKER}\n`))
        assert.ok(note?.body.startsWith(`${MARKER}\n_Written by job 1 `))
        assert.match(note?.body ?? '', 'git fetch origin merge-requests/7/head main ')
        assert.match(note?.body ?? '', preview.split('\n')[1] ?? '?')
        assert.is(note?.body.split(MARKER).length, 2)

        assert.match(await writeNote(host, env), 'is as it was')
        assert.match(await writeNote(host, { ...env, CI_JOB_ID: '2' }), 'was updated')
        assert.match(note?.body ?? '', 'by job 2')
        assert.is(api.notes.length, 131)
        assert.ok(api.notes.slice(0, 130).every(({ id, body }) => body === `${MARKER}\n${id}`))

        const reader = await writeNote(host, { ...noteBy(api, 'glpat-reader'), CI_JOB_ID: '3' })
        assert.match(reader, /answered 403\. The token has too few rights/)
        const nobody = await writeNote(host, noteBy(api, 'glpat-gone'))
        assert.match(nobody, /answered 401\. The token is not valid/)
        assert.not.match(reader + nobody, 'glpat')
        assert.is(api.notes.length, 131)
      }),
    ))

  test('installs outside the project, where no package finds the token', () =>
    withDirectory({ 'bin/npm': '#!/bin/sh\npwd\nenv\necho "$@"\n', 'home/.keep': '' }, async (directory) => {
      chmodSync(join(directory, 'bin/npm'), 0o755)
      const { stdout } = await execa(
        'bash',
        ['-eo', 'pipefail', '-c', (file['.fbm-gitops']?.before_script ?? []).join('\n')],
        {
          cwd: directory,
          extendEnv: false,
          env: {
            PATH: `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`,
            CI_PROJECT_DIR: directory,
            FBM_GITOPS_HOME: join(directory, 'home'),
            FBM_GITOPS_PACKAGE: 'git+https://example.org/x.git#0',
            FBM_GITOPS_TOKEN: 'glpat-bot',
          },
        },
      )
      assert.is(stdout.split('\n')[0], join(directory, 'home'))
      assert.match(stdout, 'install --no-save --no-audit --no-fund git+https://example.org/x.git#0')
      assert.not.match(stdout, /glpat|FBM_GITOPS_TOKEN/)
    }))

  test('takes nothing that a change commits where the result is written', () =>
    withHost((host) =>
      withGitLabApi(async (api) => {
        const env = {
          ...noteBy(api, 'glpat-bot'),
          CI_MERGE_REQUEST_DIFF_BASE_SHA: host.git('rev-parse', 'origin/main'),
        }
        host.commit('forged', { 'fbm-gitops/comment.md': `${MARKER}\nApproved.\n` })
        const forged = await runJob(host, 'preview', env)
        assert.is(forged.status, 64)
        assert.match(forged.said, 'the repository holds files there')
        assert.match(forged.said, 'No comment was written.')

        host.git('checkout', '--quiet', '--detach', 'origin/main')
        symlinkSync('federation', join(host.clone, 'fbm-gitops'))
        const linked = await runJob(host, 'preview', env)
        assert.is(linked.status, 64)
        assert.match(linked.said, 'and no link')
        assert.is(existsSync(join(host.clone, 'federation/preview.md')), false)
        assert.equal(api.notes, [])
      }),
    ))
})

function noteBy(api: GitLabApi, token: string): Readonly<Record<string, string>> {
  return {
    CI_API_V4_URL: api.url,
    CI_PROJECT_ID: '5',
    CI_MERGE_REQUEST_IID: '7',
    CI_COMMIT_SHA: 'a'.repeat(40),
    CI_JOB_ID: '1',
    FBM_GITOPS_TOKEN: token,
  }
}

type Environment = Readonly<Record<string, string>>

/** As GitLab does: one shell for what comes before and the script, another one for what comes after. */
async function runJob(host: Host, name: string, env: Environment) {
  const job = file[name]
  const main = await runShell(host, [...(file[job?.extends ?? '']?.before_script ?? []), ...(job?.script ?? [])], env)
  return { status: main.status, said: main.said + (await runShell(host, job?.after_script ?? [], env)).said }
}

async function writeNote(host: Host, env: Environment): Promise<string> {
  return (await runShell(host, file['preview']?.after_script ?? [], env)).said
}

async function runShell({ clone }: Host, lines: readonly string[], env: Environment) {
  const home = join(clone, '../tool')
  mkdirSync(join(home, 'node_modules'), { recursive: true })
  if (!existsSync(join(home, 'node_modules/fbm-gitops'))) symlinkSync(ROOT, join(home, 'node_modules/fbm-gitops'))
  const { exitCode, stdout, stderr } = await execa('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], {
    cwd: clone,
    reject: false,
    extendEnv: false,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      CI: 'true',
      GITLAB_CI: 'true',
      CI_PROJECT_DIR: clone,
      FBM_GITOPS_HOME: home,
      FBM_FEDERATION: 'federation',
      FBM_DIRECTORY: join(clone, 'fbm-gitops'),
      ...env,
    },
  })
  return { status: exitCode, said: `${stdout}\n${stderr}\n` }
}
