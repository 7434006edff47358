import type { Role } from '../domain/party.ts'

/** What a configuration is written from. */
export interface ConfigurationRequest {
  readonly family: 'A1' | 'A2' | 'C'
  readonly role: Role
  readonly id: string
  readonly ip: string
  readonly port: number
  /** The path of certificate and key below `etc/`, without their suffix. */
  readonly certificateStem: string
}

type Section = readonly [name: string, options: Readonly<Record<string, string>>]

/** Writes the `.ini` that a new component of this family and role gets: the text of Python's `ConfigParser.write`. */
export function writeConfiguration(request: ConfigurationRequest): string {
  return sectionsOf(request)
    .map(([name, options]) => `[${name}]\n${writeOptions(options)}\n`)
    .join('')
}

function writeOptions(options: Section[1]): string {
  return Object.entries(options)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('')
}

function sectionsOf(request: ConfigurationRequest): readonly Section[] {
  switch (request.family) {
    case 'A1':
      return sectionsOfA1(request)
    case 'A2':
      return request.role === 'node' ? nodeSectionsOfA2(request) : researcherSectionsOfA2(request)
    case 'C':
      return request.role === 'node' ? nodeSectionsOfC(request) : researcherSectionsOfC(request)
  }
}

/** As release 4.5.0. */
function sectionsOfA1(request: ConfigurationRequest): readonly Section[] {
  const security: Section = ['security', nodeSecurity]
  return [
    ['default', { ...identity(request), uploads_url: 'http://localhost:8844/upload/', version: '1' }],
    ...(request.role === 'node' ? [security] : []),
    ['mqtt', { broker_ip: 'localhost', port: '1883', keep_alive: '60' }],
    ['mpspdz', mpspdz(request)],
  ]
}

/** As release 5.3.0. */
function nodeSectionsOfA2(request: ConfigurationRequest): readonly Section[] {
  return [
    ['default', { ...identity(request), version: '2', db: database(request) }],
    ['mpspdz', { ...mpspdz(request), default_biprimes_dir: '../envs/common/default_biprimes' }],
    ['security', { ...nodeSecurity, secagg_insecure_validation: 'True' }],
    ['researcher', { ip: '10.222.0.2', port: '50051' }],
  ]
}

/** As release 5.3.0. */
function researcherSectionsOfA2(request: ConfigurationRequest): readonly Section[] {
  const stem = `certs/cert_${request.id}/server_certificate`
  return [
    ['default', { ...identity(request), version: '2', db: database(request) }],
    ['mpspdz', { ...mpspdz(request), default_biprimes_dir: '../envs/common/default_biprimes' }],
    ['server', { host: request.ip, port: '50051', pem: `${stem}.pem`, key: `${stem}.key` }],
    ['security', { secagg_insecure_validation: 'True' }],
  ]
}

/** As release 6.4.1. */
function nodeSectionsOfC(request: ConfigurationRequest): readonly Section[] {
  const preprocessing = { allow_preproc: 'True', allow_federated_analytics: 'True', minimum_samples: '0' }
  return [
    ['default', { ...identity(request), version: '2.3.0', db: database(request), name: 'Default Node Name' }],
    ['syslog', { enable: 'False' }],
    ['security', { ...nodeSecurity, secagg_insecure_validation: 'True', ...preprocessing }],
    ['certificate', keyPair(request)],
    ['researcher', { ip: 'localhost', port: '50051' }],
  ]
}

/** As release 6.4.1. */
function researcherSectionsOfC(request: ConfigurationRequest): readonly Section[] {
  return [
    ['default', { ...identity(request), version: '3.1.0', db: database(request) }],
    ['syslog', { enable: 'False' }],
    ['server', { host: 'localhost', port: '50051', node_disconnection_timeout: '10' }],
    ['certificate', keyPair(request)],
    ['security', { secagg_insecure_validation: 'True' }],
  ]
}

const nodeSecurity: Section[1] = {
  hashing_algorithm: 'SHA256',
  allow_default_training_plans: 'True',
  training_plan_approval: 'False',
  secure_aggregation: 'True',
  force_secure_aggregation: 'False',
}

function identity({ id, role }: ConfigurationRequest): Section[1] {
  return { id, component: role.toUpperCase() }
}

function database({ id }: ConfigurationRequest): string {
  return `../var/db_${id}.json`
}

function keyPair({ certificateStem }: ConfigurationRequest): Section[1] {
  return { private_key: `${certificateStem}.key`, public_key: `${certificateStem}.pem` }
}

function mpspdz(request: ConfigurationRequest): Section[1] {
  const { ip, port } = request
  return { ...keyPair(request), mpspdz_ip: ip, mpspdz_port: String(port), allow_default_biprimes: 'True' }
}
