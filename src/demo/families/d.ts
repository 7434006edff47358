import type { FamilyTree } from '../family-tree.ts'
import { C } from './c.ts'

/** As the coming release with mutual TLS, which is switched on. */
export const D: FamilyTree = {
  ...C,
  sections: (request) => [...C.sections(request), ['authentication', { mutual_authentication: 'True' }]],
}
