import type { FamilyTree } from '../family-tree.ts'
import { identity, keyPair, type Section, type SectionsRequest } from '../sections.ts'
import { A1 } from './a1.ts'

/** As release 4.2: files lie where A1 has them, and nothing speaks of secure aggregation yet. */
export const A0: FamilyTree = { ...A1, sections, secaggTable: undefined }

const SECURITY: Section = [
  'security',
  { hashing_algorithm: 'SHA256', allow_default_training_plans: 'True', training_plan_approval: 'False' },
]

function sections(request: SectionsRequest): readonly Section[] {
  const { role, ip, port } = request
  return [
    ['default', { ...identity(request), uploads_url: 'http://localhost:8844/upload/' }],
    ...(role === 'node' ? [SECURITY] : []),
    ['mqtt', { broker_ip: 'localhost', port: '1883', keep_alive: '60' }],
    ['mpspdz', { ...keyPair(request), mpspdz_ip: ip, mpspdz_port: String(port) }],
  ]
}
