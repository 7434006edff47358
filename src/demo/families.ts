import { A0 } from './families/a0.ts'
import { A1 } from './families/a1.ts'
import { A2 } from './families/a2.ts'
import { B } from './families/b.ts'
import { C } from './families/c.ts'
import { D } from './families/d.ts'
import type { FamilyTree } from './family-tree.ts'

/** The families whose components can be laid out. To add one: its file, and its name here. */
export type FamilyTreeName = 'A0' | 'A1' | 'A2' | 'B' | 'C' | 'D'

/** The trees by the name of their family. */
export const FAMILY_TREES: Readonly<Record<FamilyTreeName, FamilyTree>> = { A0, A1, A2, B, C, D }
