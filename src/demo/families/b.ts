import type { FamilyTree } from '../family-tree.ts'
import { database, identity, keyPair, nodeSecurity, type Section, type SectionsRequest } from '../sections.ts'
import { A1 } from './a1.ts'

/** As release 5.4.1: files lie where A1 has them, under the names that C has. */
export const B: FamilyTree = {
  ...A1,
  sections: (request) => (request.role === 'node' ? nodeSections(request) : researcherSections(request)),
  certificateStem: (role, id) => `certs/cert_${id}/${role === 'node' ? 'FBM' : 'server'}_certificate`,
  secaggTable: undefined,
}

function nodeSections(request: SectionsRequest): readonly Section[] {
  return [
    ['default', { ...identity(request), version: '2', db: database(request) }],
    ['security', { ...nodeSecurity, secagg_insecure_validation: 'True' }],
    ['certificate', keyPair(request)],
    ['researcher', { ip: 'localhost', port: '50051' }],
  ]
}

function researcherSections(request: SectionsRequest): readonly Section[] {
  return [
    ['default', { ...identity(request), version: '3', db: database(request) }],
    ['server', { host: 'localhost', port: '50051' }],
    ['certificate', keyPair(request)],
    ['security', { secagg_insecure_validation: 'True' }],
  ]
}
