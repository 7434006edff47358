import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { catalogue } from '../../src/domain/problem.ts'
import { FLAGS } from '../../src/command-line/flags.ts'
import { EXAMPLE, withHost } from '../ci-runner/host.ts'
import { readAction, readWorkflow } from '../ci-runner/read-workflow.ts'
import { writeFiles } from '../helpers/directory.ts'
import { suite } from '../helpers/suite.ts'

const ROOT = join(import.meta.dirname, '../..')
const page = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8')

suite('docs/ci.md', (test) => {
  test('names only problems that there are', () => {
    const codes = Array.from(page.matchAll(/`([A-Z]+_[A-Z_]+)`/g), ([, code = '']) => code).filter(
      (code) => !/^(?:FBM_|GIT_)/.test(code),
    )
    assert.ok(codes.length >= 3)
    for (const code of codes) assert.ok(code in catalogue, code)
  })

  test('grants each workflow what the page says, and names the check as GitHub shows it', () => {
    const rights = (name: string) => readWorkflow(join(EXAMPLE, '.github/workflows', name)).jobs[0]?.permissions
    assert.equal(rights('federation.yml'), { contents: 'read' })
    assert.equal(rights('comment.yml'), { actions: 'read', 'pull-requests': 'write' })
    assert.equal(rights('drift.yml'), { contents: 'read' })
    const shown = /check "(\w+) \/ ([^"]+)"/.exec(page.replaceAll(/\s+/g, ' '))
    assert.is(readWorkflow(join(EXAMPLE, '.github/workflows/federation.yml')).jobs[0]?.name, shown?.[1])
    assert.match(readFileSync(join(ROOT, '.github/workflows/federation.yml'), 'utf8'), `name: ${shown?.[2] ?? '?'}\n`)
  })

  test('names the outputs of the action, the hooks, variables and flags that there are', () => {
    const { outputs } = readAction(join(ROOT, 'action.yml'))
    assert.equal(Object.keys(outputs), ['exit-code', 'verdict', 'digest', 'directory'])
    for (const name of Object.keys(outputs)) assert.match(page, `\`${name}\``)
    const hooks = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as readonly {
      readonly id: string
    }[]
    for (const { id } of hooks) assert.match(page, `\`${id}\``)
    const gitlab =
      readFileSync(join(EXAMPLE, '.gitlab-ci.yml'), 'utf8') + readFileSync(join(ROOT, 'ci/note-gitlab.mjs'), 'utf8')
    for (const name of ['FBM_GITOPS_PACKAGE', 'FBM_GITOPS_TOKEN']) {
      assert.match(page, name)
      assert.match(gitlab, name)
    }
    assert.ok('commits' in FLAGS)
  })

  test('names no command that does not do what the page says, as it stands', () =>
    withHost(async (host) => {
      const home = mkdtempSync(join(host.clone, '../home-'))
      writeFiles(home, {
        'bin/fbm-gitops': `#!/bin/sh\nexec '${process.execPath}' '${ROOT}/dist/fbm-gitops.cjs' "$@"\n`,
      })
      host.commit('x', { 'notes.txt': 'x' })
      const typed = Array.from(page.matchAll(/`((?:fbm-gitops|git) [^`]+)`/g), ([, command = '']) => command)
      assert.equal([...new Set(typed)].sort(), Object.keys(TYPED).sort())
      for (const [command, exitCode] of Object.entries(TYPED)) {
        const env = { HOME: home, PATH: `${home}/bin:${process.env['PATH'] ?? ''}` }
        const line = command.replace('RANGE', 'origin/main..HEAD').replace(/init$/, 'init --help')
        const done = await execa('sh', ['-c', line], { cwd: host.clone, env, reject: false })
        assert.is(done.exitCode, exitCode, `${command}: ${done.stderr}`)
      }
    }))
})

/** What somebody types who reads the page, in a clone of the example; `status` belongs into a component. */
const TYPED: Readonly<Record<string, number>> = {
  'fbm-gitops init': 0,
  'fbm-gitops validate --commits RANGE': 0,
  'git config core.hooksPath hooks': 0,
  'git remote set-head origin --auto': 0,
  'fbm-gitops validate federation': 0,
  'fbm-gitops status': 25,
}
