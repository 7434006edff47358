import { A1 } from './families/a1.ts'
import { A2 } from './families/a2.ts'
import { C } from './families/c.ts'
import type { FamilyTree } from './family-tree.ts'

/** The families whose components can be laid out. To add one: its file, and its name here. */
export type FamilyTreeName = 'A1' | 'A2' | 'C'

/** The trees by the name of their family. */
export const FAMILY_TREES: Readonly<Record<FamilyTreeName, FamilyTree>> = { A1, A2, C }
