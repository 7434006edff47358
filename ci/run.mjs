// What a job of GitHub Actions or GitLab CI runs: fbm-gitops in one of three modes. Its result goes to the log, to the step
// summary, into files for an artifact, and into outputs. Everything comes by environment variables: nothing that somebody
// could name a branch after is ever part of a command line that a shell reads.

import { Buffer } from 'node:buffer'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { findHindrance } from './place.mjs'
import { cut, fence, MARKER, worstOf } from './text.mjs'

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), '../dist/fbm-gitops.cjs')
const { env } = process

/** What a job is told, beside its own files. */
const options = {
  mode: env.FBM_MODE ?? '',
  workingDirectory: resolve(env.FBM_WORKING_DIRECTORY || '.'),
  federation: env.FBM_FEDERATION || 'federation',
  commits: env.FBM_COMMITS ?? '',
  base: env.FBM_BASE ?? '',
  baseline: env.FBM_BASELINE ?? '',
  failOn: env.FBM_FAIL_ON ?? '',
  directory: resolve(env.FBM_DIRECTORY || join(env.RUNNER_TEMP || '.', 'fbm-gitops')),
}
/** A host drops the summary of a step that has more than 1 MiB, and a step has up to three parts; it counts bytes. */
const MOST_SUMMARY = 300_000
/** Of each part of what may become a comment: more would not be shown there, and a comment of many parts not be read. */
const MOST_COMMENT = 60_000
const MOST_OUTPUT = 64 * 1024 * 1024
const NOTHING = /^0+$/

/** Each gives the exit codes of what it ran, and the verdict where that is more than a word for the worst of them. */
const MODES = { validate, preview, report }

function main() {
  const act = Object.hasOwn(MODES, options.mode) ? MODES[options.mode] : undefined
  if (act === undefined) return end(64, `mode must be one of ${Object.keys(MODES).join(', ')}, or comment.`)
  const hindrance = findHindrance(options.directory, options.workingDirectory)
  if (hindrance !== undefined) return end(64, hindrance)
  mkdirSync(options.directory, { recursive: true })
  // A job of GitLab has one mode, and may find what an earlier one left; on GitHub the steps of one job write one comment.
  if (env.GITLAB_CI === 'true') rmSync(join(options.directory, 'comment.md'), { force: true })
  const event = readEvent()
  if (event.number !== undefined) writeFileSync(join(options.directory, 'pull-request'), `${event.number}\n`)
  const { codes, verdict } = act(event)
  const code = worstOf(codes)
  output({ 'exit-code': code, verdict: verdict ?? verdictOf(code), directory: options.directory })
  // That a change has effects is what a preview is for.
  process.exitCode = options.mode === 'preview' && code === 2 ? 0 : code
}

function validate(event) {
  const whole = ask('validate', ['validate', options.federation])
  const range = options.commits || event.range
  if (range === '') {
    say('No commit is searched for private keys: this event brings none.\n')
    return { codes: [whole] }
  }
  let guard = ask('leak-guard', ['validate', '.', `--commits=${range}`])
  // After a forced push nobody has the commit that was there before: then everything is searched.
  if (guard === 64 && options.commits === '' && event.fallback !== undefined) {
    guard = ask('leak-guard', ['validate', '.', `--commits=${event.fallback}`])
  }
  return { codes: [whole, guard] }
}

/** Text for people; the same as JSON for whoever reads the artifact. */
function ask(name, args) {
  const { status, stdout, stderr } = fbmGitops(args)
  fbmGitops([...args, '--format', 'json', '--output', join(options.directory, `${name}.json`)])
  const text = `${stdout}${stderr}`
  say(text)
  summarize(`### ${TITLES[name]}\n\n${status === 0 ? '' : `Exit code ${status}.\n\n`}${fence(text)}\n`)
  return status
}

const TITLES = {
  validate: 'The federation directory',
  'leak-guard': 'Private keys in the commits',
}

function preview(event) {
  const base = options.base || event.base
  if (base === '') return { codes: [end(64, 'base is needed: there is no pull request that tells it.')] }
  const args = ['plan', '--all', '--federation', options.federation, `--base=${base}`]
  const file = join(options.directory, 'preview.json')
  rmSync(file, { force: true })
  fbmGitops([...args, '--format', 'json', '--output', file])
  const code = document('preview', args)
  const digest = parse(read(file)).digest
  if (typeof digest === 'string' && /^SHA256:[0-9a-f]{64}$/.test(digest)) output({ digest })
  return { codes: [code] }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    // It failed, and its exit code says so.
    return {}
  }
}

function report() {
  const files = {
    json: 'report.json',
    html: 'report.html',
    sarif: 'report.sarif',
    junit: 'report.junit.xml',
    gitlab: 'report.codequality.json',
  }
  const args = ['report', '--federation', options.federation]
  if (options.baseline !== '') args.push(`--baseline=${options.baseline}`)
  if (options.failOn !== '') args.push(`--fail-on=${options.failOn}`)
  for (const [format, name] of Object.entries(files)) {
    const file = join(options.directory, name)
    // The baseline may be what an earlier run left here.
    if (file !== resolve(options.workingDirectory, options.baseline)) rmSync(file, { force: true })
    args.push('--also', `${format}=${file}`)
  }
  const file = join(options.directory, files.json)
  const earlier = read(file)
  const codes = [document('report', args)]
  const made = read(file)
  // What the exit code passes over (`fail-on`) is still so; but a report that was not made left its baseline there.
  return { codes, verdict: made === earlier ? undefined : parse(made).verdict }
}

/** A result as Markdown, for the summary and the artifact; gives the exit code. */
function document(name, args) {
  const file = join(options.directory, `${name}.md`)
  rmSync(file, { force: true })
  const { status, stderr } = fbmGitops([...args, '--format', 'markdown', '--output', file])
  say(stderr)
  const text = read(file)
  if (text === '') summarize(`### ${name}\n\nExit code ${status}.\n\n${fence(stderr)}\n`)
  else summarize(`${text}\n`)
  return status
}

function fbmGitops(args) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: options.workingDirectory,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return {
    status: status ?? 1,
    stdout: stdout ?? '',
    stderr: error === undefined ? (stderr ?? '') : `${error.message}\n`,
  }
}

/** What the host tells of the event: which commits are new, and against what they are compared. */
function readEvent() {
  if (env.GITLAB_CI === 'true') return readGitLab()
  const event = JSON.parse(read(env.GITHUB_EVENT_PATH ?? '') || '{}')
  const pull = event.pull_request
  if (pull !== undefined) {
    const base = String(pull.base.sha)
    const isMerge = /^refs\/pull\/\d+\/merge$/.test(env.GITHUB_REF ?? '')
    return { number: Number(pull.number), range: `${base}..HEAD`, base: isMerge ? firstParent() || base : base }
  }
  if (typeof event.before === 'string' && typeof event.after === 'string') return fromPush(event.before, event.after)
  const group = event.merge_group
  if (typeof group?.base_sha === 'string') return { range: `${group.base_sha}..HEAD`, base: '' }
  // By hand or by the clock: nobody tells which commits are new.
  return { range: 'HEAD', base: '' }
}

function readGitLab() {
  const base = env.CI_MERGE_REQUEST_DIFF_BASE_SHA ?? ''
  if (base !== '') return { range: `${base}..HEAD`, base }
  return fromPush(env.CI_COMMIT_BEFORE_SHA ?? '', env.CI_COMMIT_SHA ?? '')
}

function fromPush(before, after) {
  if (after === '' || NOTHING.test(after)) return { range: '', base: '' }
  return { range: before === '' || NOTHING.test(before) ? after : `${before}..${after}`, base: '', fallback: after }
}

/** GitHub merges a pull request for its run: the first parent is the branch that it would go into, as it is now. */
function firstParent() {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^1^{commit}']
  const { stdout } = spawnSync('git', args, { cwd: options.workingDirectory, encoding: 'utf8' })
  return (stdout ?? '').trim()
}

/** What others wrote must not reach the host as one of its commands, wherever in a line it stands. */
function say(text) {
  if (env.GITHUB_ACTIONS !== 'true') {
    process.stdout.write(text)
    return
  }
  const word = randomBytes(24).toString('hex')
  process.stdout.write(`::stop-commands::${word}\n${text.replace(/\n?$/, '\n')}::${word}::\n`)
}

/** Into the step summary, and into what may become a comment. */
function summarize(markdown) {
  const comment = join(options.directory, 'comment.md')
  if (read(comment) === '') writeFileSync(comment, `${MARKER}\n`)
  appendFileSync(comment, `${cut(markdown, MOST_COMMENT).text}\n`)
  const { text } = cut(markdown, lengthWithin(markdown, MOST_SUMMARY))
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${text}\n`)
}

/** How much of a text goes into so many bytes. */
function lengthWithin(text, bytes) {
  const part = Buffer.from(text).subarray(0, bytes).toString()
  return part.endsWith('\ufffd') ? part.length - 1 : part.length
}

function output(values) {
  if (!env.GITHUB_OUTPUT) return
  for (const [name, value] of Object.entries(values)) {
    const word = randomBytes(16).toString('hex')
    appendFileSync(env.GITHUB_OUTPUT, `${name}<<${word}\n${value}\n${word}\n`)
  }
}

function verdictOf(code) {
  const words = {
    0: 'ok',
    2: 'changes',
    20: 'refused',
    21: 'unverified',
    22: 'stale',
    26: 'invalid',
  }
  return words[code] ?? 'failed'
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function end(code, message) {
  process.stderr.write(`fbm-gitops: ${message}\n`)
  process.exitCode = code
  return code
}

main()
