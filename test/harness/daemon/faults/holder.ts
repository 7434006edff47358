import { spawn } from 'node:child_process'
import { once } from 'node:events'

const HOLD =
  'import fs from "node:fs"; fs.openSync(process.argv[1], "r+"); console.log("open"); setInterval(() => {}, 1e6)'

/** Has a process hold a file open, as a component does its registry while it runs. */
export async function withHolder<T>(file: string, body: () => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', HOLD, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    await once(child.stdout, 'data')
    return await body()
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}
