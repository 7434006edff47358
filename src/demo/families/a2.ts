import type { FamilyTree } from '../family-tree.ts'
import { database, identity, mpspdz, nodeSecurity, type Section, type SectionsRequest } from '../sections.ts'
import { A1 } from './a1.ts'

/** As release 5.3.0: files lie where A1 has them. */
export const A2: FamilyTree = {
  ...A1,
  sections: (request) => (request.role === 'node' ? nodeSections(request) : researcherSections(request)),
  secaggTable: 'SecaggManager',
}

function nodeSections(request: SectionsRequest): readonly Section[] {
  return [
    ['default', { ...identity(request), version: '2', db: database(request) }],
    ['mpspdz', { ...mpspdz(request), default_biprimes_dir: '../envs/common/default_biprimes' }],
    ['security', { ...nodeSecurity, secagg_insecure_validation: 'True' }],
    ['researcher', { ip: '10.222.0.2', port: '50051' }],
  ]
}

function researcherSections(request: SectionsRequest): readonly Section[] {
  const stem = `certs/cert_${request.id}/server_certificate`
  return [
    ['default', { ...identity(request), version: '2', db: database(request) }],
    ['mpspdz', { ...mpspdz(request), default_biprimes_dir: '../envs/common/default_biprimes' }],
    ['server', { host: request.ip, port: '50051', pem: `${stem}.pem`, key: `${stem}.key` }],
    ['security', { secagg_insecure_validation: 'True' }],
  ]
}
