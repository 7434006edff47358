import { join } from 'node:path'
import { execa } from 'execa'
import { preparePython } from '../../scripts/python-environment.ts'
import { announceSkip } from './suite.ts'

/** A Python with TinyDB 4.7.1. */
export interface Python {
  /** Runs a script of `test/python` on a JSON value, and gives what it answers. */
  ask(script: string, question: unknown): Promise<unknown>
}

const SCRIPTS = join(import.meta.dirname, '../python')

/** Lends a Python with TinyDB 4.7.1; where there is none, the skip is announced, and in CI an error. */
export async function withPython(what: string, body: (python: Python) => Promise<void>): Promise<void> {
  let interpreter: string
  try {
    interpreter = await preparePython()
  } catch (error) {
    announceSkip(what, error instanceof Error ? error.message : String(error))
    return
  }
  await body({ ask: (script, question) => ask(interpreter, script, question) })
}

async function ask(interpreter: string, script: string, question: unknown): Promise<unknown> {
  const { stdout } = await execa(interpreter, [join(SCRIPTS, script)], {
    input: JSON.stringify(question),
    env: { PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 256 * 1024 * 1024,
  })
  return JSON.parse(stdout)
}
