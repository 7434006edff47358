import { appendFileSync, cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { withHost, type Host, type Proposal } from '../ci-runner/host.ts'
import type { JobRun } from '../ci-runner/run-workflow.ts'
import { writeFiles } from '../helpers/directory.ts'
import { readMarkdown } from '../helpers/markdown.ts'
import { suite } from '../helpers/suite.ts'

const ROOT = join(import.meta.dirname, '../..')
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIBSECRET\n-----END PRIVATE KEY-----\n'
const MANIFEST = 'federation/federation.yaml'
const MARKER = '<!-- fbm-gitops preview -->'

suite('the workflows of the example, at a pull request', (test) => {
  test('preview who leaves, and write one comment', () =>
    withHost(async (host) => {
      const proposal: Proposal = { number: 7, branch: 'leave', fork: 'hospital' }
      host.commit('leave', { [MANIFEST]: withoutSouth(host) })

      const { runId, jobs } = await host.propose(proposal)
      const job = jobOf(jobs)
      assert.is(job.status, 'success', job.log.text)
      assert.match(job.summary, 'hospital-south')
      assert.match(job.log.text, 'no private key in 2 commits')
      assert.equal(job.log.commands, [])
      // Whoever runs it may only read: no credential is left in the clone, and no secret is used.
      assert.not.match(readFileSync(join(job.workspace, 'repository/.git/config'), 'utf8'), 'AUTHORIZATION')
      assert.equal(host.api.asked, [])
      const [json = '', markdown = ''] = ['preview.json', 'preview.md'].map((name) =>
        readFileSync(join(host.artifact(runId, 'fbm-gitops-preview'), name), 'utf8'),
      )
      assert.match(json, '"command": "plan"')
      assert.ok(markdown.startsWith(`${MARKER}\n`))

      const first = await host.complete(proposal, runId)
      assert.is(first.status, 'success', first.log.text)
      assert.match(first.log.text, 'The comment at pull request 7 was created.')
      const [comment] = host.api.comments
      assert.is(comment?.pull, 7)
      assert.ok(comment?.body.startsWith(MARKER))
      assert.match(comment?.body ?? '', 'hospital-south')
      assert.match(comment?.body ?? '', markdown.split('\n')[1] ?? '?')
      assert.is(comment?.body.split(MARKER).length, 2)
      // What a reader is told to type shows the same.
      host.git('checkout', '--quiet', 'main')
      const [, typed = ''] = /`(git fetch .+?)`/.exec(comment?.body ?? '') ?? []
      const shown = await execa('sh', ['-c', typed.replace('fbm-gitops', `node '${ROOT}/dist/fbm-gitops.cjs'`)], {
        cwd: host.clone,
        reject: false,
      })
      assert.is(shown.exitCode, 2, shown.stderr)
      assert.match(shown.stdout, /SHA256:\w+/.exec(json)?.[0] ?? '?')

      assert.match((await host.complete(proposal, runId)).log.text, 'is as it was')
      assert.is(host.api.comments.length, 1)
    }))

  test('fail at a key that a later commit takes away, in a log, summary and artifact that show nothing of it', () =>
    withHost(async (host) => {
      host.commit('leak', { 'elsewhere/note.txt': KEY })
      host.commit('leak', { 'elsewhere/note.txt': '' })

      const { runId, jobs } = await host.propose({ number: 8, branch: 'leak' })
      const job = jobOf(jobs)
      assert.is(job.status, 'failure')
      for (const text of [
        job.log.text,
        job.summary,
        readFileSync(join(host.artifact(runId, 'fbm-gitops-preview'), 'comment.md'), 'utf8'),
      ]) {
        assert.match(text, 'elsewhere/note.txt')
        assert.match(text, 'COMMITTED_KEY')
        assert.not.match(text, 'SECRET')
      }
    }))

  test('fail at a federation that is not valid, and say so in the comment', () =>
    withHost(async (host) => {
      const proposal = { number: 9, branch: 'broken' }
      host.commit('broken', { [MANIFEST]: 'apiVersion: fbm-gitops/v9\n' })

      const { runId, jobs } = await host.propose(proposal)
      assert.is(jobOf(jobs).status, 'failure')
      assert.is((await host.complete(proposal, runId)).status, 'success')
      assert.match(host.api.comments[0]?.body ?? '', 'Exit code 26.')
    }))
})

const HOSTILE = [
  "$(touch${IFS}pwned)`touch${IFS}pwned`\";touch${IFS}pwned;#';touch${IFS}pwned;'${{secrets.X}}",
  '--upload-pack=touch${IFS}pwned',
]

suite('hostile names', (test) => {
  test('of branches, commits, authors, titles, files and parties run nothing, and give the host no commands', () =>
    withHost(async (host) => {
      for (const [index, branch] of HOSTILE.entries()) {
        const hostile = HOSTILE.join(' ')
        host.commit(
          branch,
          {
            [MANIFEST]: renamed(host, `name: ${JSON.stringify(`::set-output name=x::${branch}`)}`),
            [`${branch}::error::/${branch}.key`]: 'x',
            '::add-mask::hospital.key': 'x',
            '##[add-mask]x.key': 'y',
          },
          { message: `::warning::${hostile}`, author: hostile.replaceAll(/[<>]/g, '') },
        )
        const proposal = { number: 20 + index, branch, title: `::set-env name=x::${hostile}`, fork: 'mallory' }

        const { runId, jobs } = await host.propose(proposal)
        assert.is(jobOf(jobs).status, 'failure', branch)
        assert.match(jobOf(jobs).log.text, 'COMMITTED_KEY_NAME')
        assert.equal(jobOf(jobs).log.commands, [], branch)
        const comment = await host.complete(proposal, runId)
        assert.is(comment.status, 'success', comment.log.text)
        assert.equal(comment.log.commands, [])
        assert.is(host.api.comments.at(-1)?.pull, 20 + index)
      }
      assert.equal(host.traces(), [])
    }))
})

/** What somebody may do to what their run left, and why it is refused then. */
const FORGERIES: Readonly<Record<string, readonly [change: (directory: string) => void, reason: RegExp]>> = {
  ...Object.fromEntries(
    ['1', '31', '../30', '30/comments?x=', '1e9', ''].map((number) => [
      `about ${JSON.stringify(number)}`,
      [
        (directory: string) => {
          writeFileSync(join(directory, 'pull-request'), number)
        },
        /about another pull request/,
      ],
    ]),
  ),
  'a link to something of the machine': [
    (directory) => {
      rmSync(join(directory, 'comment.md'))
      symlinkSync('/etc/passwd', join(directory, 'comment.md'))
    },
    /is no plain file/,
  ],
  huge: [
    (directory) => {
      appendFileSync(join(directory, 'comment.md'), Buffer.alloc(3 * 1024 * 1024, 'x\n'))
    },
    /are read at most/,
  ],
  'written by somebody else': [
    (directory) => {
      writeFileSync(join(directory, 'comment.md'), 'Approved by the coordinator.\n')
    },
    /not what fbm-gitops writes/,
  ],
  'not there': [
    (directory) => {
      rmSync(join(directory, 'comment.md'))
    },
    /There is no/,
  ],
}

/** Whatever a host would take for a person or another request, once it is shown; a block of HTML is shown as it stands. */
const CALLS = [
  '@everybody @\u0001team &#64;team &#x40;team &#0064;team &commat;team @&#116;eam #1 torvalds/linux#1 #\u00021 &num;1 #&#49; !1',
  '&excl;1 GH-1 GH\\-1 &#71;H-1 G&#x48;-1 GH&#45;1 GH-&#49; https://github.example/o/r/pull/1 [a](https://github.example/o/r/issues\\/1)',
  '[b](/o/r/&#112;ull/1) [c](/o/r/issues/&#49;) [d](/o/r/pull&#47;1) [e](/o/r/pull&sol;1) [f](/o/r&#47;pull/1)',
  '\n<div>&#64team &#x40team &#71H-1 <a href="/o/r/pull&#47;1">&#064;team</a></div>\n',
].join('\n')

const CALLED = /@\w|(?<!&)[#!]\d|\bGH-\d|\/(?:issues|pull)\/\d/i

suite('the comment', (test) => {
  const proposal: Proposal = { number: 30, branch: 'x', fork: 'mallory' }
  const other = {
    number: 1,
    head: { label: 'cardiology:other', sha: 'f'.repeat(40), repo: { full_name: 'cardiology/federation' } },
  }

  test('is refused where the artifact is forged, and otherwise is cut, calls nobody, and leaves alone what others wrote', () =>
    withHost(async (host) => {
      const { api } = host
      host.commit('x', { 'notes.txt': 'x' })
      api.pulls.push(other)
      const { runId } = await host.propose(proposal)
      const directory = host.artifact(runId, 'fbm-gitops-preview')
      const kept = `${directory}.kept`
      cpSync(directory, kept, { recursive: true })
      const restore = (): void => {
        rmSync(directory, { recursive: true })
        cpSync(kept, directory, { recursive: true })
      }
      for (const [name, [forge, reason]] of Object.entries(FORGERIES)) {
        forge(directory)
        const job = await host.complete(proposal, runId)
        assert.is(job.status, 'failure', name)
        assert.match(job.log.text, reason, name)
        restore()
      }
      assert.equal(api.comments, [])

      for (let id = 0; id < 120; id += 1)
        api.comments.push({ id, pull: 30, user: { login: 'mallory' }, body: `${MARKER} ${id}` })
      api.comments.push({
        id: 500,
        pull: 30,
        user: { login: 'github-actions[bot]' },
        body: `Of another workflow ${MARKER}`,
      })
      api.comments.push({ id: 501, pull: 30, user: { login: 'github-actions[bot]' }, body: `${MARKER}\nold` })
      const long = '::error::x @team\n'.repeat(50_000)
      writeFileSync(join(directory, 'comment.md'), `${MARKER}\n${CALLS}\n${MARKER}\n\`\`\`text\n${long}`)
      const job = await host.complete(proposal, runId)
      assert.match(job.log.text, 'was updated')
      assert.is(api.comments.length, 122)
      assert.ok(api.comments.filter(({ id }) => id < 500).every(({ id, body }) => body === `${MARKER} ${id}`))
      const body = api.comments.find(({ id }) => id === 501)?.body ?? ''
      assert.ok(body.length < 65_536)
      assert.match(body, 'Cut here')
      assert.is(body.split(MARKER).length, 2)
      const { texts, attributes } = readMarkdown(body)
      for (const text of [...texts, ...attributes]) assert.not.match(text, CALLED)
      assert.is(body.match(/^```/gm)?.length, 2)

      // By now the pull request has other commits.
      api.pulls.length = 0
      assert.match((await host.complete(proposal, runId)).log.text, 'nothing is written')
    }))
})

suite('the workflows of the example, otherwise', (test) => {
  test('search what is pushed to main, all of it where nobody has the commit that was there before', () =>
    withHost(async (host) => {
      const before = host.git('rev-parse', 'origin/main')
      const leak = host.commit('main', { 'a.txt': KEY })
      const fine = host.commit('main', { 'a.txt': '' })

      assert.is((await host.push(before, fine)).status, 'failure')
      assert.is((await host.push(leak, fine)).status, 'success')
      for (const unknown of ['0'.repeat(40), 'e'.repeat(40)])
        assert.is((await host.push(unknown, fine)).status, 'failure')
    }))

  test('search all that is new where a queue merges, and everything where nobody tells what is new', () =>
    withHost(async (host) => {
      const leak = host.commit('main', { 'a.txt': KEY })
      host.commit('main', { 'a.txt': '' })

      const validate = async (event: unknown) => (await runByHand(host, { FBM_MODE: 'validate' }, event)).exitCode
      assert.is(await validate({ inputs: {} }), 26)
      assert.is(await validate({ merge_group: { base_sha: leak } }), 0)
    }))

  test('tell the verdict of a report as it is, also where the exit code lets it pass, and the digest of a preview', () =>
    withHost(async (host) => {
      const first = await runByHand(host, { FBM_MODE: 'report' })
      assert.is(first.exitCode, 22)
      const baseline = join(host.clone, '../by-hand/fbm-gitops/report.json')
      const second = await runByHand(host, { FBM_MODE: 'report', FBM_BASELINE: baseline, FBM_FAIL_ON: 'new' })
      assert.is(second.exitCode, 0)
      for (const { outputs } of [first, second]) assert.match(outputs, /^verdict<<.*\nunknown$/m)
      const { outputs } = await runByHand(host, { FBM_MODE: 'preview', FBM_BASE: 'origin/main' })
      assert.match(outputs, /^digest<<.*\nSHA256:[0-9a-f]{64}$/m)
      // There is no report now, and the baseline in its place is not one.
      host.commit('main', { [MANIFEST]: 'apiVersion: fbm-gitops/v9\n' })
      const third = await runByHand(host, { FBM_MODE: 'report', FBM_BASELINE: baseline })
      assert.is(third.exitCode, 26)
      assert.match(third.outputs, /^verdict<<.*\ninvalid$/m)
    }))

  test('keep a summary and a comment that their hosts take, however much is wrong', () =>
    withHost(async (host) => {
      const names = Array.from({ length: 1500 }, (_, index) => `${'漢'.repeat(80)}/${'字'.repeat(75)}-${index}.key`)
      host.commit('main', Object.fromEntries(names.map((name) => [name, 'x'])))
      const { exitCode, summary, comment } = await runByHand(host, { FBM_MODE: 'validate' }, { inputs: {} })
      assert.is(exitCode, 26)
      assert.ok(Buffer.byteLength(summary) < 1024 * 1024)
      assert.ok(Buffer.byteLength(comment) < 1024 * 1024)
      for (const text of [summary, comment]) {
        assert.match(text, 'Cut here')
        assert.match(text, 'COMMITTED_KEY_NAME')
        assert.is(Buffer.from(text).toString(), text)
      }
    }))

  test('report drift every morning: red where no component was seen, with each file in the artifact', () =>
    withHost(async (host) => {
      const runs = await host.schedule({ FBM_GITOPS_CODE_SCANNING: 'true' })
      const job = jobOf(runs)

      assert.is(job.status, 'failure')
      assert.match(job.summary, 'hospital-north')
      assert.equal(job.log.commands, [])
      const directory = host.artifact(1, 'fbm-gitops-report')
      for (const file of [
        'report.md',
        'report.json',
        'report.html',
        'report.sarif',
        'report.junit.xml',
        'report.codequality.json',
      ]) {
        assert.ok(readFileSync(join(directory, file)).length > 0, file)
      }
      assert.is(runs.find(({ name }) => name === 'code-scanning')?.status, 'success')
      assert.is((await host.schedule()).find(({ name }) => name === 'code-scanning')?.status, 'skipped')
    }))
})

/** Runs what the action runs, with what only a caller of its own would give. */
async function runByHand({ clone }: Host, inputs: Readonly<Record<string, string>>, event: unknown = {}) {
  const temp = join(clone, '../by-hand')
  writeFiles(temp, { 'event.json': JSON.stringify(event), output: '', summary: '' })
  const [eventPath, outputPath, summaryPath] = ['event.json', 'output', 'summary'].map((name) => join(temp, name))
  const paths = { GITHUB_EVENT_PATH: eventPath, GITHUB_OUTPUT: outputPath, GITHUB_STEP_SUMMARY: summaryPath }
  const env = { ...paths, RUNNER_TEMP: temp, ...inputs }
  const { exitCode } = await execa('node', [join(ROOT, 'ci/run.mjs')], { cwd: clone, env, reject: false })
  const read = (name: string): string => readFileSync(join(temp, name), 'utf8')
  return { exitCode, outputs: read('output'), summary: read('summary'), comment: read('fbm-gitops/comment.md') }
}

/** The job that ran of a called workflow. */
function jobOf(jobs: readonly JobRun[]): JobRun {
  const job = jobs.find(({ status }) => status !== 'skipped')
  if (job === undefined) throw new Error('Every job was skipped.')
  return job
}

function withoutSouth(host: Host): string {
  return host.git('show', `origin/main:${MANIFEST}`).replace(/ {2}- name: hospital-south\n.*\n?/, '')
}

function renamed(host: Host, line: string): string {
  return host.git('show', `origin/main:${MANIFEST}`).replace('name: hospital-south', line)
}
