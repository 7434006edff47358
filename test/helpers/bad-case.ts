import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ComponentTreePaths } from '../../src/demo/component-tree.ts'
import type { BaseName } from './bad-base.ts'
import { editFile } from './edit.ts'

/** What one command must say of a bad input. */
export interface Verdict {
  readonly exit: number
  /** The codes of all problems, warnings included, in any order; `A|B` where it depends on what a server says last. */
  readonly codes: readonly string[]
  /** Where one of the problems lies, as `file:line:column` below the federation directory. */
  readonly at?: string
}

/** What `reconcile` must say and do. */
export interface ReconcileVerdict extends Verdict {
  /** Who is registered afterwards. Without it the registry must be untouched. */
  readonly registered?: readonly BaseName[]
}

/** The content of `case.json`. */
export type BadCase = FilesCase | RepositoryCase

/** A case whose federation is files outside git. */
export interface FilesCase extends CaseHead {
  readonly form?: undefined
  /** The text of the registry. */
  readonly registry?: string
  readonly expect: { readonly validate: Verdict; readonly reconcile: ReconcileVerdict }
}

/** A case whose federation is a commit, in ways that no work tree could hold. */
export interface RepositoryCase extends CaseHead {
  readonly form: 'repository'
  readonly objects?: 'sha1' | 'sha256'
  /** Entries that are added to the tree of HEAD, or take the place of the one of their name. */
  readonly entries?: readonly TreeChange[]
  /** The ways in which it is read: in the work tree, fetched by `--repository`, or both, as without this. */
  readonly readAs?: readonly ReadingWay[]
  /** The repository that is fetched from, where it is not the one made bad. */
  readonly url?: string
  /** What must be in no output and no file. */
  readonly secret?: string
  /** Flags of `plan` and `reconcile`, after those that name component and source; `ROOT` stands for the directory of the test. */
  readonly flags?: readonly string[]
  /** Further commands, which must write nothing that a terminal would obey. */
  readonly also?: readonly (readonly string[])[]
  readonly expect: RepositoryVerdict & { readonly fetched?: RepositoryVerdict }
}

/** Both ways to read a repository. */
export type ReadingWay = 'directory' | 'fetched'

/** What is said of a repository; of `plan` only where it differs from `reconcile`. */
export interface RepositoryVerdict {
  readonly plan?: Verdict
  readonly reconcile: ReconcileVerdict
}

/** An entry of a tree of HEAD, for what a work tree cannot hold. */
export interface TreeChange {
  /** The directory of the repository, `federation/` where it is absent; the empty text for its top. */
  readonly in?: string
  readonly name: string
  /** `100644` where it is absent. */
  readonly mode?: string
  /** The content of a file, or the target of a link. */
  readonly content?: string
  /** The content of a directory: one file of this name. */
  readonly holds?: string
  /** Whether an entry of this name is kept beside it. */
  readonly again?: boolean
}

interface CaseHead {
  /** The folder. */
  readonly name: string
  readonly title: string
  /** Whether the base is reconciled once before it is made bad. */
  readonly afterReconcile?: boolean
  /** Exchanges in files of the base; `find` must occur exactly once. */
  readonly edits?: readonly { readonly file: string; readonly find: string; readonly replace: string }[]
  /** Paths of the base that are deleted. */
  readonly remove?: readonly string[]
}

const FOLDER = join(import.meta.dirname, '../bad')

/** Reads all cases, sorted by name. */
export function readBadCases(): readonly BadCase[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({
      ...(JSON.parse(readFileSync(join(FOLDER, name, 'case.json'), 'utf8')) as BadCase),
      name,
    }))
}

/** Makes the base of a case bad whose federation is files: what `changeFiles` does, the registry, then `make.ts`. */
export async function applyBadCase(bad: FilesCase, directory: string, tree: ComponentTreePaths): Promise<void> {
  changeFiles(bad, directory)
  if (bad.registry !== undefined) writeFileSync(tree.registryFile, bad.registry)
  const make = await readMaker<(directory: string, tree: ComponentTreePaths) => Promise<void> | void>(bad)
  await make?.(directory, tree)
}

/** Makes the files of the base bad: deletes, copies what lies under `federation/`, and edits. */
export function changeFiles(bad: BadCase, directory: string): void {
  const folder = join(FOLDER, bad.name)
  for (const path of bad.remove ?? []) rmSync(join(directory, path), { recursive: true })
  if (existsSync(join(folder, 'federation'))) cpSync(join(folder, 'federation'), directory, { recursive: true })
  for (const { file, find, replace } of bad.edits ?? []) editFile(join(directory, file), find, replace)
}

/** Reads what `make.ts` of a case exports; `undefined` where there is none. */
export async function readMaker<Make>({ name }: BadCase): Promise<Make | undefined> {
  const maker = join(FOLDER, name, 'make.ts')
  return existsSync(maker) ? ((await import(pathToFileURL(maker).href)) as { make: Make }).make : undefined
}
