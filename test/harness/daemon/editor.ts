import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Unavailable } from '../../../scripts/harness.ts'
import { preparePython } from '../../../scripts/python-environment.ts'

/** Somebody else who writes into registries, through the real TinyDB. */
export interface Editor {
  /** Deletes the row of a party; gives how many there were. */
  readonly remove: (registry: string, party: string) => Promise<number>
  /** Puts another certificate into the row of a party; gives how many there were. */
  readonly edit: (registry: string, party: string, certificate: string) => Promise<number>
  /** Adds a row to a table that is none of ours. */
  readonly note: (registry: string, number: number) => Promise<void>
  /** The numbers of all rows that were added so. */
  readonly notes: (registry: string) => Promise<readonly number[]>
}

const SCRIPT = join(import.meta.dirname, '../../python/edit_registry.py')

/**
 * Lends an editor.
 *
 * @throws Unavailable where there is no Python
 */
export async function withEditor<T>(body: (editor: Editor) => Promise<T>): Promise<T> {
  const python = await preparePython().catch((error: unknown) => {
    throw new Unavailable(error instanceof Error ? error.message : String(error))
  })
  const child = spawn(python, [SCRIPT], {
    env: { ...process.env, PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let last: Promise<unknown> = Promise.resolve()
  const order = (what: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const answer = last.then(async () => {
      child.stdin.write(`${JSON.stringify(what)}\n`)
      const answered: IteratorResult<string, unknown> = await answers.next()
      if (answered.done === true) throw new Error('The editor of registries has ended.')
      return JSON.parse(answered.value) as unknown
    })
    last = answer.catch(() => undefined)
    return answer
  }
  try {
    return await body({
      remove: async (registry, party) => Number(await order({ registry, act: 'delete', party })),
      edit: async (registry, party, certificate) => Number(await order({ registry, act: 'edit', party, certificate })),
      note: async (registry, number) => {
        await order({ registry, act: 'note', number })
      },
      notes: async (registry) => listOf(await order({ registry, act: 'notes' })),
    })
  } finally {
    child.kill('SIGKILL')
  }
}

function listOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : []
}
