import type { FamilyTree } from '../family-tree.ts'
import { database, identity, keyPair, nodeSecurity, type Section, type SectionsRequest } from '../sections.ts'

/** As release 6.4.1. */
export const C: FamilyTree = {
  sections: (request) => (request.role === 'node' ? nodeSections(request) : researcherSections(request)),
  configurationName: () => 'config.ini',
  certificateStem: (role) => (role === 'node' ? 'certs/FBM_certificate' : 'certs/server_certificate'),
  marker: (role) => ['.fedbiomed', role.toUpperCase()],
  secaggTable: undefined,
  newRegistry: 'none',
}

function nodeSections(request: SectionsRequest): readonly Section[] {
  const preprocessing = { allow_preproc: 'True', allow_federated_analytics: 'True', minimum_samples: '0' }
  return [
    ['default', { ...identity(request), version: '2.3.0', db: database(request), name: 'Default Node Name' }],
    ['syslog', { enable: 'False' }],
    ['security', { ...nodeSecurity, secagg_insecure_validation: 'True', ...preprocessing }],
    ['certificate', keyPair(request)],
    ['researcher', { ip: 'localhost', port: '50051' }],
  ]
}

function researcherSections(request: SectionsRequest): readonly Section[] {
  return [
    ['default', { ...identity(request), version: '3.1.0', db: database(request) }],
    ['syslog', { enable: 'False' }],
    ['server', { host: 'localhost', port: '50051', node_disconnection_timeout: '10' }],
    ['certificate', keyPair(request)],
    ['security', { secagg_insecure_validation: 'True' }],
  ]
}
