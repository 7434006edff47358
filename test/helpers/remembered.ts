import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ComponentTreePaths } from '../../src/demo/component-tree.ts'
import type { RememberedDeclaration } from '../../src/domain/remembered-declaration.ts'
import { parseRemembered, renderRemembered } from '../../src/io/registrar/declaration-format.ts'
import { locateState } from '../../src/io/registrar/state-directory.ts'

/** Where the declaration lies that the last pass of a component remembered. */
export function rememberedFile({ registryFile }: ComponentTreePaths): string {
  return join(locateState(registryFile).cache, 'declaration')
}

/** The declaration that the last pass of a component remembered. */
export function readRememberedOf(tree: ComponentTreePaths): RememberedDeclaration {
  const remembered = parseRemembered(readFileSync(rememberedFile(tree)))
  if (remembered === undefined) throw new Error(`${dirname(rememberedFile(tree))} holds no declaration.`)
  return remembered
}

/** Changes what is remembered, with a checksum that fits: what somebody could do who may write the state directory. */
export function poison(
  tree: ComponentTreePaths,
  change: (remembered: RememberedDeclaration) => RememberedDeclaration,
): void {
  writeFileSync(rememberedFile(tree), renderRemembered(change(readRememberedOf(tree))))
}
