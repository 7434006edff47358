import { createInterface } from 'node:readline/promises'
import { CLOSED } from './answer.ts'

/** Asks on standard error and reads a line from the terminal; `CLOSED` where it was closed, `undefined` where there is none. */
export async function askTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const closed = new Promise<string>((resolve) => {
      lines.once('close', () => {
        process.stderr.write('\n')
        resolve(CLOSED)
      })
    })
    return await Promise.race([lines.question(question), closed])
  } finally {
    lines.removeAllListeners('close')
    lines.close()
  }
}
