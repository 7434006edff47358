import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { EXAMPLE, withHost, type Host } from '../ci-runner/host.ts'
import { suite } from '../helpers/suite.ts'

interface GitLabJob {
  readonly extends: string
  readonly before_script: readonly string[]
  readonly script: readonly string[]
  readonly after_script?: readonly string[]
}

const ROOT = join(import.meta.dirname, '../..')
const file = parse(readFileSync(join(EXAMPLE, '.gitlab-ci.yml'), 'utf8')) as Readonly<Record<string, GitLabJob>>

suite('.gitlab-ci.yml of the example', (test) => {
  test('validates, searches and previews a merge request from a branch with a hostile name, and writes no note without a token', () =>
    withHost((host) => {
      const base = host.git('rev-parse', 'origin/main')
      const commit = host.commit('$(touch${IFS}pwned)', { 'a.txt': '-----BEGIN PRIVATE KEY-----\nMIIBSECRET\n' })
      const env = {
        CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
        CI_COMMIT_SHA: commit,
        CI_COMMIT_REF_NAME: '$(touch${IFS}pwned)',
        CI_MERGE_REQUEST_TITLE: '`touch pwned`',
      }

      const checked = runJob(host, 'federation', env)
      assert.is(checked.status, 26)
      assert.match(checked.said, 'COMMITTED_KEY')
      assert.not.match(checked.said, 'SECRET')
      const previewed = runJob(host, 'preview', env)
      assert.is(previewed.status, 0, previewed.said)
      assert.match(previewed.said, 'no note is written')
      assert.ok(readFileSync(join(host.clone, 'fbm-gitops/preview.md')).length > 0)
      assert.equal(host.traces(), [])
      return Promise.resolve()
    }))

  test('reports drift with the files that GitLab shows', () =>
    withHost((host) => {
      const { status, said } = runJob(host, 'drift', {})
      assert.ok(status !== 0 && status !== 1 && status !== 64, said)
      for (const name of ['report.junit.xml', 'report.codequality.json', 'report.html']) {
        assert.ok(readFileSync(join(host.clone, 'fbm-gitops', name)).length > 0, name)
      }
      return Promise.resolve()
    }))
})

/** As GitLab does: one shell for what comes before and the script, another one for what comes after. */
function runJob({ clone }: Host, name: string, env: Readonly<Record<string, string>>) {
  const job = file[name]
  const home = join(clone, '../tool')
  mkdirSync(join(home, 'node_modules'), { recursive: true })
  execFileSync('rm', ['-f', join(home, 'node_modules/fbm-gitops')])
  symlinkSync(ROOT, join(home, 'node_modules/fbm-gitops'))
  const shell = (lines: readonly string[]) =>
    spawnSync('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], {
      cwd: clone,
      encoding: 'utf8',
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
  const main = shell([...(file[job?.extends ?? '']?.before_script ?? []), ...(job?.script ?? [])])
  const after = shell(job?.after_script ?? [])
  return { status: main.status, said: main.stdout + main.stderr + after.stdout + after.stderr }
}
