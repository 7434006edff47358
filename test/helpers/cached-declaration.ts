import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ComponentTreePaths } from '../../src/demo/component-tree.ts'
import type { CachedDeclaration } from '../../src/domain/cached-declaration.ts'
import { parseCachedDeclaration, renderCachedDeclaration } from '../../src/io/state/declaration-format.ts'
import { locateState } from '../../src/io/state/state-directory.ts'

/** Where the declaration lies that the last pass of a component remembered. */
export function cacheFile({ registryFile }: ComponentTreePaths): string {
  return join(locateState(registryFile).cache, 'declaration')
}

/** The declaration that the last pass of a component remembered. */
export function readCachedOf(tree: ComponentTreePaths): CachedDeclaration {
  const remembered = parseCachedDeclaration(readFileSync(cacheFile(tree)))
  if (remembered === undefined) throw new Error(`${dirname(cacheFile(tree))} holds no declaration.`)
  return remembered
}

/** Changes what is remembered, with a checksum that fits: what somebody could do who may write the state directory. */
export function poison(tree: ComponentTreePaths, change: (remembered: CachedDeclaration) => CachedDeclaration): void {
  writeFileSync(cacheFile(tree), renderCachedDeclaration(change(readCachedOf(tree))))
}
