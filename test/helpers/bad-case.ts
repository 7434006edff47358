import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ComponentTreePaths } from '../../src/demo/component-tree.ts'
import type { BaseName } from './bad-base.ts'
import { editFile } from './edit.ts'

/** What one command must say of a bad input. */
export interface Verdict {
  readonly exit: number
  /** The codes of all problems, warnings included, in any order. */
  readonly codes: readonly string[]
  /** Where one of the problems lies, as `file:line:column` below the federation directory. */
  readonly at?: string
}

/** The content of `case.json`. */
export interface BadCase {
  /** The folder. */
  readonly name: string
  readonly title: string
  /** Whether the base is reconciled once before it is made bad. */
  readonly afterReconcile?: boolean
  /** Exchanges in files of the base; `find` must occur exactly once. */
  readonly edits?: readonly { readonly file: string; readonly find: string; readonly replace: string }[]
  /** Paths of the base that are deleted. */
  readonly remove?: readonly string[]
  /** The text of the registry. */
  readonly registry?: string
  readonly expect: {
    readonly validate: Verdict
    readonly reconcile: Verdict & {
      /** Who is registered afterwards. Without it the registry must be untouched. */
      readonly registered?: readonly BaseName[]
    }
  }
}

/** Changes that no file can hold. */
interface Maker {
  readonly make: (directory: string, tree: ComponentTreePaths) => Promise<void> | void
}

const FOLDER = join(import.meta.dirname, '../bad')

/** Reads all cases, sorted by name. */
export function readBadCases(): readonly BadCase[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({
      name,
      ...(JSON.parse(readFileSync(join(FOLDER, name, 'case.json'), 'utf8')) as Omit<BadCase, 'name'>),
    }))
}

/** Makes the base bad: deletes, copies what lies under `federation/`, edits, then calls `make.ts`. */
export async function applyBadCase(bad: BadCase, directory: string, tree: ComponentTreePaths): Promise<void> {
  const folder = join(FOLDER, bad.name)
  for (const path of bad.remove ?? []) rmSync(join(directory, path), { recursive: true })
  if (existsSync(join(folder, 'federation'))) cpSync(join(folder, 'federation'), directory, { recursive: true })
  for (const { file, find, replace } of bad.edits ?? []) editFile(join(directory, file), find, replace)
  if (bad.registry !== undefined) writeFileSync(tree.registryFile, bad.registry)
  const maker = join(folder, 'make.ts')
  if (existsSync(maker)) await ((await import(pathToFileURL(maker).href)) as Maker).make(directory, tree)
}
