import type { NotificationSink } from '../../domain/settings.ts'
import { describeAnswer } from '../../domain/watch/delivery.ts'
import { isSystemError } from '../world/fault.ts'
import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/** A sink that is a page somewhere. */
export type Webhook = Extract<NotificationSink, { readonly kind: 'webhook' }>

/** How one call of a webhook ends early. */
export interface WebhookLimits {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Sends a JSON text to a webhook; it must answer with success, and no redirect is followed. Gives in words what went
 * wrong, never with the URL, which often is a secret; `undefined` where nothing did.
 */
export async function callWebhook(
  world: World,
  { webhook, json }: { readonly webhook: Webhook; readonly json: string },
  { timeoutMs, signal }: WebhookLimits,
): Promise<string | undefined> {
  const url = readUrl(world, webhook)
  if ('fault' in url) return url.fault
  const cut = new AbortController()
  const end = (): void => {
    cut.abort()
  }
  const timer = setTimeout(end, timeoutMs)
  signal.addEventListener('abort', end)
  try {
    return await post(url.url, json, cut.signal)
  } catch (error) {
    return cut.signal.aborted ? `no answer within ${timeoutMs / 1000} s` : `no connection (${causeOf(error)})`
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

async function post(url: URL, json: string, signal: AbortSignal): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'fbm-gitops' }
  const response = await fetch(url, { method: 'POST', body: json, headers, redirect: 'manual', signal })
  await response.body?.cancel()
  return response.ok ? undefined : describeAnswer(response.status)
}

const LONGEST_URL = 8192

/** Read anew each time: a secret may be changed without a word to the daemon. As the user who started it: it is theirs. */
function readUrl(world: World, { url, urlFile }: Webhook): { readonly url: URL } | { readonly fault: string } {
  const read = (): string => (urlFile === undefined ? (url ?? '') : readSecret(world, urlFile))
  try {
    const parsed = parseWebUrl((world.host.asStarter(read) ?? read()).trim())
    return parsed === undefined ? { fault: 'its URL is none of http or https' } : { url: parsed }
  } catch (error) {
    if (isSystemError(error)) return { fault: `the file with its URL cannot be read (${error.code})` }
    throw error
  }
}

function parseWebUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined
}

function readSecret({ files }: World, file: string): string {
  const status = files.stat(file)
  return status?.kind === 'file' && status.size > LONGEST_URL ? '' : readFile(files, file).toString()
}

/** A message may hold the URL; a code does not. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown'
}
