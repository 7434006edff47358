import { createInterface } from 'node:readline/promises'

/** Asks on standard error and reads a line from the terminal; `undefined` where either is none, or it was closed. */
export async function askTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const closed = new Promise<undefined>((resolve) => lines.once('close', resolve))
    return await Promise.race([lines.question(question), closed])
  } finally {
    lines.close()
  }
}
