import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Texts } from './read-workflow.ts'

export interface Comment {
  readonly id: number
  readonly pull: number
  readonly user: { readonly login: string }
  body: string
}

export interface PullRequest {
  readonly number: number
  readonly head: { readonly label: string; readonly sha: string; readonly repo: { readonly full_name: string } }
}

/** A stand-in for the part of GitHub that comments need; each token has the rights of its job, and no others. */
export interface GitHubApi {
  readonly url: string
  readonly comments: Comment[]
  readonly pulls: PullRequest[]
  /** What was asked, as `METHOD PATH STATUS`. */
  readonly asked: string[]
  readonly grant: (token: string, permissions: Texts) => void
}

/** Lends the stand-in on a free port of this machine. */
export async function withGitHubApi(repository: string, body: (api: GitHubApi) => Promise<void>): Promise<void> {
  const tokens = new Map<string, Texts>()
  const state = { comments: [] as Comment[], pulls: [] as PullRequest[], asked: [] as string[] }
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const answer = serve({ repository, state, permissions: tokens.get(token) }, request, text)
      state.asked.push(`${request.method ?? ''} ${request.url ?? ''} ${answer.status}`)
      reply(response, answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    await body({
      url: `http://127.0.0.1:${port}`,
      ...state,
      grant: (token, permissions) => tokens.set(token, permissions),
    })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

interface Asked {
  readonly repository: string
  readonly state: Pick<GitHubApi, 'comments' | 'pulls'>
  readonly permissions: Texts | undefined
}

interface Answer {
  readonly status: number
  readonly json?: unknown
  readonly link?: string
}

/** Fewer than are asked for, as a host may decide. */
const MOST_PER_PAGE = 50

function serve(
  { repository, state, permissions }: Asked,
  { method = '', url = '' }: IncomingMessage,
  text: string,
): Answer {
  if (permissions === undefined) return { status: 401 }
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const right = permissions['pull-requests']
  if (right !== 'write' && (method !== 'GET' || right !== 'read')) return { status: 403 }
  const prefix = `/repos/${repository}`
  if (method === 'GET' && pathname === `${prefix}/pulls`) {
    const head = searchParams.get('head')
    return { status: 200, json: state.pulls.filter((pull) => pull.head.label === head) }
  }
  const pull = Number(/^\/issues\/(\d+)\/comments$/.exec(pathname.replace(prefix, ''))?.[1])
  const id = Number(/^\/issues\/comments\/(\d+)$/.exec(pathname.replace(prefix, ''))?.[1])
  if (!pathname.startsWith(prefix) || (Number.isNaN(pull) && Number.isNaN(id))) return { status: 404 }
  const comments = state.comments.filter((each) => each.pull === pull)
  if (method === 'GET') return pageOf(comments, searchParams)
  const { body } = JSON.parse(text) as { body: string }
  if (body.length > 65_536) return { status: 422 }
  if (method === 'POST') {
    state.comments.push({ id: 1000 + state.comments.length, pull, user: { login: 'github-actions[bot]' }, body })
    return { status: 201, json: {} }
  }
  const comment = state.comments.find((each) => each.id === id)
  if (method !== 'PATCH' || comment === undefined) return { status: 404 }
  comment.body = body
  return { status: 200, json: {} }
}

function pageOf(all: readonly Comment[], searchParams: URLSearchParams): Answer {
  const size = Math.min(MOST_PER_PAGE, Number(searchParams.get('per_page') ?? 30))
  const page = Number(searchParams.get('page') ?? 1)
  const next = page * size < all.length ? { link: `<http://localhost/?page=${page + 1}>; rel="next"` } : {}
  return { status: 200, json: all.slice((page - 1) * size, page * size), ...next }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function reply(response: ServerResponse, { status, json = { message: 'no' }, link }: Answer): void {
  const headers = { 'content-type': 'application/json', ...(link === undefined ? {} : { link }) }
  response.writeHead(status, headers).end(JSON.stringify(json))
}
