import { A0 } from './families/a0.ts'
import { A1 } from './families/a1.ts'
import { A2 } from './families/a2.ts'
import { B } from './families/b.ts'
import { C } from './families/c.ts'
import { D } from './families/d.ts'
import { PRE_RELEASE } from './families/pre-release.ts'
import { PREVIEW } from './families/preview.ts'
import type { Family } from './family.ts'
import type { Features } from './features.ts'

/** Every family that is known; their features exclude one another. To add one: its file, and its name here. */
const FAMILIES: readonly Family[] = [A0, A1, A2, B, PRE_RELEASE, C, D, PREVIEW]

/** Finds the family that a configuration belongs to; `undefined` where its features fit none, or more than one. */
export function recogniseFamily(features: Features): Family | undefined {
  const found = FAMILIES.filter((family) => family.recognises(features))
  return found.length === 1 ? found[0] : undefined
}
