import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Machine } from './run-workflow.ts'
import type { Texts } from './read-workflow.ts'

/** Does on this machine what an action of others does; gives what hindered it. */
export type StandIn = (machine: Machine, given: Texts) => string | undefined

export const STAND_INS: Readonly<Record<string, StandIn>> = {
  'actions/checkout': checkOut,
  'actions/setup-node': setUpNode,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'github/codeql-action/upload-sarif': uploadSarif,
}

/** By a real fetch from the bare repository; another repository is linked to. */
function checkOut({ situation, workspace, permissions, token, home }: Machine, given: Texts): string | undefined {
  allow(given, ['path', 'fetch-depth', 'persist-credentials', 'repository', 'ref'])
  const path = resolve(workspace, given['path'] ?? '.')
  if (given['repository'] !== undefined && given['repository'] !== situation.repository) {
    symlinkSync(situation.otherRepository(given['repository'], given['ref'] ?? ''), path)
    return undefined
  }
  if (permissions['contents'] === undefined) return 'contents: read is not granted'
  mkdirSync(path, { recursive: true })
  const git = (...args: readonly string[]): void => {
    const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
    execFileSync('git', args, { cwd: path, env, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  git('init', '--quiet')
  git('remote', 'add', 'origin', situation.origin)
  const isWhole = given['fetch-depth'] === '0'
  const all = isWhole ? ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'] : []
  const here = situation.ref.replace(/^refs\/(?:heads\/)?/, 'refs/remotes/')
  git('fetch', '--quiet', '--no-tags', ...(isWhole ? [] : ['--depth=1']), 'origin', ...all, `+${situation.sha}:${here}`)
  git('checkout', '--quiet', '--force', '--detach', situation.sha)
  if (given['persist-credentials'] !== 'false') git('config', 'http.extraheader', `AUTHORIZATION: basic ${token}`)
  return undefined
}

/** The tests run by the Node of this machine. */
function setUpNode(_: Machine, given: Texts): string | undefined {
  allow(given, ['node-version'])
  return /^\d+$/.test(given['node-version'] ?? '') ? undefined : 'no version of Node is named'
}

function uploadArtifact({ situation }: Machine, given: Texts): string | undefined {
  allow(given, ['name', 'path', 'if-no-files-found', 'retention-days'])
  const { name = 'artifact', path = '' } = given
  if (!existsSync(path) || readdirSync(path).length === 0) return `no files were found: ${path}`
  const kept = join(situation.scratch, `artifact-${situation.runId}-${name}`)
  cpSync(path, kept, { recursive: true })
  situation.artifacts.set(`${situation.runId} ${name}`, kept)
  return undefined
}

function downloadArtifact({ situation, permissions, token }: Machine, given: Texts): string | undefined {
  allow(given, ['name', 'path', 'run-id', 'github-token'])
  const runId = given['run-id'] ?? String(situation.runId)
  if (given['run-id'] !== undefined && (permissions['actions'] === undefined || given['github-token'] !== token)) {
    return 'the artifacts of another run need actions: read'
  }
  const kept = situation.artifacts.get(`${runId} ${given['name'] ?? ''}`)
  if (kept === undefined) return `there is no artifact ${given['name'] ?? ''}`
  mkdirSync(dirname(given['path'] ?? ''), { recursive: true })
  cpSync(kept, given['path'] ?? '', { recursive: true, verbatimSymlinks: true })
  return undefined
}

function uploadSarif({ permissions }: Machine, given: Texts): string | undefined {
  allow(given, ['sarif_file', 'category'])
  if (permissions['security-events'] !== 'write') return 'security-events: write is not granted'
  const file = given['sarif_file'] ?? ''
  if (!lstatSync(file).isFile()) return `${file} is no file`
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }
  return version === '2.1.0' ? undefined : `${file} is no SARIF 2.1.0`
}

function allow(given: Texts, names: readonly string[]): void {
  const other = Object.keys(given).find((name) => !names.includes(name))
  if (other !== undefined) throw new Error(`An input that this stand-in does not know: ${other}`)
}
