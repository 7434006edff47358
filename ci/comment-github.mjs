// Puts the preview of a pull request into one comment there. It runs after the workflow that made the preview, with a token that
// may write, and believes nothing of what that workflow left: whoever opens a pull request can change what its run does.

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { askHost, makeBody, readHostile, Refusal, runToEnd, writeSticky } from './sticky.mjs'
import { tellHowToCheck } from './text.mjs'

const { env } = process
const API = env.GITHUB_API_URL || 'https://api.github.com'
const SERVER = env.GITHUB_SERVER_URL || 'https://github.com'
const REPOSITORY = env.GITHUB_REPOSITORY ?? ''
const DIRECTORY = resolve(env.FBM_DIRECTORY || 'fbm-gitops')
const AUTHOR = env.FBM_AUTHOR || 'github-actions[bot]'

process.exitCode = await runToEnd(comment, (text) => process.stdout.write(`fbm-gitops: ${text}\n`))

async function comment() {
  if (!/^[\w.-]+\/[\w.-]+$/.test(REPOSITORY)) throw new Refusal('GITHUB_REPOSITORY names no repository.')
  if (!env.FBM_TOKEN) throw new Refusal('There is no token: give the input `token` (pull-requests: write).')
  const run = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')).workflow_run
  if (run?.event !== 'pull_request') throw new Refusal('The run that is over was not one of a pull request.')
  const number = await findPullRequest(run)
  if (number === undefined) return 'The pull request has other commits by now, or was closed: nothing is written.'
  const markdown = readHostile(join(DIRECTORY, 'comment.md'))
  const comments = `/repos/${REPOSITORY}/issues/${number}/comments`
  const body = makeBody(markdown, introduce(run, number))
  const done = await writeSticky(
    {
      list: (page, size) => askPage(`${comments}?per_page=${size}&page=${page}`),
      isOurs: ({ user }) => user?.login === AUTHOR,
      update: ({ id }, text) => ask(`/repos/${REPOSITORY}/issues/comments/${Number(id)}`, 'PATCH', { body: text }),
      create: (text) => ask(comments, 'POST', { body: text }),
    },
    body,
  )
  return `The comment at pull request ${number} was ${done}.`.replace('was unchanged', 'is as it was')
}

/**
 * Asks the host which pull request the run was for: an open one whose head is the very commit that ran. What the artifact says can
 * only choose among those.
 */
async function findPullRequest({ head_repository: from, head_branch: branch, head_sha: commit }) {
  if (typeof from?.owner?.login !== 'string' || typeof branch !== 'string') throw new Refusal('The fork is gone.')
  const head = encodeURIComponent(`${from.owner.login}:${branch}`)
  const open = await ask(`/repos/${REPOSITORY}/pulls?state=open&per_page=100&head=${head}`)
  const numbers = open
    .filter((pull) => pull.head?.sha === commit && pull.head?.repo?.full_name === from.full_name)
    .map((pull) => Number(pull.number))
  if (numbers.length === 0) return undefined
  const said = Number(readHostile(join(DIRECTORY, 'pull-request'), 32).trim())
  if (numbers.includes(said)) return said
  throw new Refusal('What the run left is about another pull request than the one that it ran for.')
}

function introduce({ id, head_sha: commit }, number) {
  return (
    `_Written by [the run](${SERVER}/${REPOSITORY}/actions/runs/${Number(id)}) for ${String(commit).replaceAll(/[^0-9a-f]/g, '')}. ` +
    `Whoever opened the pull request could change what its run does: ${tellHowToCheck(`pull/${number}/head`)}_`
  )
}

async function ask(path, method, body) {
  return (await askPage(path, method, body)).json
}

function askPage(path, method, body) {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${env.FBM_TOKEN}`,
    'user-agent': 'fbm-gitops',
    'x-github-api-version': '2022-11-28',
  }
  return askHost(`${API}${path}`, { method, headers, body })
}
