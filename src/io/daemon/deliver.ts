import { delimiter, isAbsolute } from 'node:path'
import type { NotificationSink } from '../../domain/settings.ts'
import type { World } from '../world/world.ts'

const TIMEOUT_MS = 10_000

/** Hands a notification, as JSON, to a sink. Gives in words why that failed; `undefined` where it did not. */
export async function deliver(
  world: World,
  { sink, json }: { readonly sink: NotificationSink; readonly json: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (sink.kind === 'webhook') {
    const { callWebhook } = await import('./webhook.ts')
    return callWebhook(world, { webhook: sink, json }, { timeoutMs: TIMEOUT_MS, signal })
  }
  const [file = '', ...args] = sink.command
  if (!isAbsolute(file)) return 'its command is no absolute path'
  const { runProgram } = await import('./run-program.ts')
  const env = { PATH: safePath(world), LC_ALL: 'C.UTF-8' }
  return runProgram(world, { file, args, input: json, env, timeoutMs: TIMEOUT_MS }, signal)
}

function safePath({ env }: World): string {
  const directories = (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter)
  return directories.filter(isAbsolute).join(delimiter)
}
