import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { preparePython } from '../../../scripts/python-environment.ts'

/** What a registry holds, read by nothing of fbm-gitops. */
export interface RegistryContent {
  /** Certificates by party id. */
  readonly registrations: Readonly<Record<string, string>>
  /** All rows of all other tables, as text. */
  readonly others: string
}

const SCRIPT = join(import.meta.dirname, '../../python/read_registrations.py')
const EDITOR = join(import.meta.dirname, '../../python/edit_registry.py')

/** Reads registries through TinyDB. */
export async function readThroughTinyDb(files: readonly string[]): Promise<readonly RegistryContent[]> {
  const python = await preparePython()
  const env = { PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' }
  const stdout = execFileSync(python, [SCRIPT], { input: JSON.stringify(files), env, encoding: 'utf8' })
  return JSON.parse(stdout) as readonly RegistryContent[]
}

/** Deletes the rows of parties through TinyDB, as somebody in the component would. */
export async function deleteRows(registry: string, parties: readonly string[]): Promise<void> {
  const python = await preparePython()
  const orders = parties.map((party) => `${JSON.stringify({ registry, act: 'delete', party })}\n`)
  const answers = execFileSync(python, [EDITOR], { input: orders.join(''), encoding: 'utf8' })
  if (answers !== '1\n'.repeat(parties.length)) throw new Error(`It deleted ${answers}rows.`)
}

/** The parties that a registry holds at this moment; none where it is just being written. */
export function partiesOf(file: string): readonly string[] {
  try {
    // Python writes NaN, which JSON does not know.
    const tables = JSON.parse(readFileSync(file, 'utf8').replaceAll(': NaN', ': null')) as {
      readonly Certificates?: Readonly<Record<string, { readonly party_id: string }>>
    }
    return Object.values(tables.Certificates ?? {}).map((row) => row.party_id)
  } catch {
    return []
  }
}
