import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Note {
  readonly id: number
  readonly author: { readonly id: number }
  body: string
}

/** A stand-in for the part of GitLab that notes need. */
export interface GitLabApi {
  readonly url: string
  readonly notes: Note[]
}

/** What each token may do. */
const TOKENS: Readonly<Record<string, { readonly id: number; readonly canWrite: boolean }>> = {
  'glpat-bot': { id: 42, canWrite: true },
  'glpat-reader': { id: 43, canWrite: false },
}
/** Fewer than are asked for, as a host may decide. */
const MOST_PER_PAGE = 20
const NOTES = '/api/v4/projects/5/merge_requests/7/notes'

interface Answer {
  readonly status: number
  readonly json?: unknown
  readonly link?: string
}

/** Lends the stand-in on a free port of this machine; it has merge request 7 of project 5. */
export async function withGitLabApi(body: (api: GitLabApi) => Promise<void>): Promise<void> {
  const notes: Note[] = []
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      const { status, json = { message: 'no' }, link } = serve(notes, request, text)
      const headers = { 'content-type': 'application/json', ...(link === undefined ? {} : { link }) }
      response.writeHead(status, headers).end(JSON.stringify(json))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await body({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`, notes })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

function serve(notes: Note[], { method = '', url = '', headers }: IncomingMessage, text: string): Answer {
  const user = TOKENS[String(headers['private-token'])]
  if (user === undefined) return { status: 401 }
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  if (pathname === '/api/v4/user') return { status: 200, json: { id: user.id } }
  if (!pathname.startsWith(NOTES)) return { status: 404 }
  if (method === 'GET') return list(notes, searchParams)
  return user.canWrite ? write(notes, { method, pathname, author: { id: user.id }, text }) : { status: 403 }
}

function list(notes: readonly Note[], searchParams: URLSearchParams): Answer {
  const size = Math.min(MOST_PER_PAGE, Number(searchParams.get('per_page') ?? 20))
  const page = Number(searchParams.get('page') ?? 1)
  const next = page * size < notes.length ? { link: `<http://localhost${NOTES}?page=${page + 1}>; rel="next"` } : {}
  return { status: 200, json: notes.slice((page - 1) * size, page * size), ...next }
}

interface Writing {
  readonly method: string
  readonly pathname: string
  readonly author: Note['author']
  readonly text: string
}

function write(notes: Note[], { method, pathname, author, text }: Writing): Answer {
  const { body } = JSON.parse(text) as { body: string }
  if (method === 'POST') {
    notes.push({ id: 1000 + notes.length, author, body })
    return { status: 201, json: {} }
  }
  const note = notes.find(({ id }) => pathname === `${NOTES}/${id}`)
  if (method !== 'PUT' || note === undefined) return { status: 404 }
  if (note.author.id !== author.id) return { status: 403 }
  note.body = body
  return { status: 200, json: {} }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
