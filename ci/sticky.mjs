// The one comment that is written anew at each run, and never becomes two: what both hosts share of it.

import { lstatSync, readFileSync } from 'node:fs'
import { cut, disarm, MARKER } from './text.mjs'

/** An artifact beyond this was not made by us. */
const MOST_READ = 2 * 1024 * 1024

/** Both hosts allow more; room is left for what is put around. */
const MOST_SHOWN = 60_000
const MOST_PAGES = 50
const PER_PAGE = 100
const TIMEOUT_MS = 30_000
const MOST_ANSWER = 32 * 1024 * 1024

/** Something that hinders, for people. */
export class Refusal extends Error {}

/** Reads a small file that somebody else may have written: no link, no pipe, and only so much of it. */
export function readHostile(file, most = MOST_READ) {
  const status = lstatSync(file, { throwIfNoEntry: false })
  if (status === undefined) throw new Refusal(`There is no ${file}.`)
  if (!status.isFile()) throw new Refusal(`${file} is no plain file.`)
  if (status.size > most) throw new Refusal(`${file} has ${status.size} bytes; ${most} are read at most.`)
  return readFileSync(file, 'utf8')
}

/** Makes the comment from what a run left; `introduction` is ours. */
export function makeBody(markdown, introduction) {
  if (!markdown.startsWith(`${MARKER}\n`)) throw new Refusal('What the run left is not what fbm-gitops writes.')
  const { text } = cut(disarm(markdown.slice(MARKER.length + 1)), MOST_SHOWN)
  return `${MARKER}\n${introduction}\n\n${text}`
}

/**
 * Writes the comment: the first one of ours is changed, or one is added. Ours is what we wrote, and begins with the marker:
 * anybody can write the marker, and we may have written other things.
 */
export async function writeSticky({ list, isOurs, update, create }, body) {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { json: comments, hasNext } = await list(page, PER_PAGE)
    const ours = comments.find((comment) => String(comment.body).startsWith(MARKER) && isOurs(comment))
    if (ours !== undefined && ours.body === body) return 'unchanged'
    if (ours !== undefined) {
      await update(ours, body)
      return 'updated'
    }
    // A host may give fewer at once than it is asked for, and then says that there are more.
    if (!hasNext && comments.length < PER_PAGE) {
      await create(body)
      return 'created'
    }
  }
  throw new Refusal(
    'There are too many comments: whether one of them is ours is not known, and no second one is written.',
  )
}

/** Asks a host; gives the parsed answer, and whether there are more pages of it. No redirection is followed: the token would go with it. */
export async function askHost(url, { method = 'GET', headers, body }) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = await response.text()
  const asked = `${method} ${new URL(url).pathname}`
  if (!response.ok) throw new Refusal(`${asked}: the host answered ${response.status}.${HINTS[response.status] ?? ''}`)
  if (text.length > MOST_ANSWER) throw new Refusal('The answer of the host is too long.')
  return { json: parse(text, asked), hasNext: /;\s*rel="?next"?/i.test(response.headers.get('link') ?? '') }
}

/** What is to be done about it, where that is known. */
const HINTS = {
  401: ' The token is not valid (any more): give another one.',
  403: ' The token has too few rights, or too much was asked: it must be allowed to write comments.',
}

function parse(text, asked) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(`${asked}: the host answered with something else than JSON.`)
  }
}

/** Runs a program of ours to its end, and says what hindered it. */
export async function runToEnd(main, log) {
  try {
    log(await main())
  } catch (error) {
    if (!(error instanceof Refusal) && error?.name !== 'TypeError' && error?.name !== 'TimeoutError') throw error
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
    log(`No comment was written. ${error.message}${cause}`.replaceAll(/[\u0000-\u001f\u007f]/g, ' '))
    return 1
  }
  return 0
}
