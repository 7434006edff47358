import type { FamilyTree } from '../family-tree.ts'
import { identity, mpspdz, nodeSecurity, type Section, type SectionsRequest } from '../sections.ts'

/** As release 4.5.0. */
export const A1: FamilyTree = {
  sections,
  configurationName: (role, chosen) => chosen ?? `config_${role}.ini`,
  certificateStem: (_role, id) => `certs/cert_${id}/MPSPDZ_certificate`,
  marker: (_role, port) => ['etc/port_increment', String(port)],
  secaggTable: 'SecaggBiprime',
  newRegistry: 'other-tables',
}

function sections(request: SectionsRequest): readonly Section[] {
  const security: Section = ['security', nodeSecurity]
  return [
    ['default', { ...identity(request), uploads_url: 'http://localhost:8844/upload/', version: '1' }],
    ...(request.role === 'node' ? [security] : []),
    ['mqtt', { broker_ip: 'localhost', port: '1883', keep_alive: '60' }],
    ['mpspdz', mpspdz(request)],
  ]
}
