import { createInterface } from 'node:readline/promises'
import { CLOSED } from './answer.ts'

/** Asks on standard error and reads a line from the terminal; `CLOSED` where it was closed, `undefined` where there is none. */
export async function askTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const closing: { onClose: () => void } = { onClose: () => undefined }
  const closed = new Promise<string>((resolve) => {
    closing.onClose = () => {
      process.stderr.write('\n')
      resolve(CLOSED)
    }
    lines.once('close', closing.onClose)
  })
  try {
    return await Promise.race([lines.question(question), closed])
  } finally {
    // Only this one: by others of its own it lets go of the terminal, and would echo what is typed for the next question.
    lines.off('close', closing.onClose)
    lines.close()
  }
}
