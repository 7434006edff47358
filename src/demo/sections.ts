import type { Role } from '../domain/party.ts'

/** What the sections of a configuration are written from. */
export interface SectionsRequest {
  readonly role: Role
  readonly id: string
  readonly ip: string
  readonly port: number
  /** The path of certificate and key below `etc/`, without their suffix. */
  readonly certificateStem: string
}

/** One section of an `.ini`. */
export type Section = readonly [name: string, options: Readonly<Record<string, string>>]

/** The options of nodes in `[security]` that all families have. */
export const nodeSecurity: Section[1] = {
  hashing_algorithm: 'SHA256',
  allow_default_training_plans: 'True',
  training_plan_approval: 'False',
  secure_aggregation: 'True',
  force_secure_aggregation: 'False',
}

/** The options that say which component this is. */
export function identity({ id, role }: SectionsRequest): Section[1] {
  return { id, component: role.toUpperCase() }
}

/** The path of the registry, as configurations write it. */
export function database({ id }: SectionsRequest): string {
  return `../var/db_${id}.json`
}

/** The options that name certificate and key. */
export function keyPair({ certificateStem }: SectionsRequest): Section[1] {
  return { private_key: `${certificateStem}.key`, public_key: `${certificateStem}.pem` }
}

/** The options of MP-SPDZ. */
export function mpspdz(request: SectionsRequest): Section[1] {
  const { ip, port } = request
  return { ...keyPair(request), mpspdz_ip: ip, mpspdz_port: String(port), allow_default_biprimes: 'True' }
}
