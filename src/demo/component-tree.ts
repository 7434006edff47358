import fs from 'node:fs'
import { join } from 'node:path'
import type { Address, Role } from '../domain/party.ts'
import { writeConfiguration, type ConfigurationRequest } from './configuration.ts'
import { otherTables } from './other-tables.ts'

/** A Fed-BioMed component to be laid out: a tree as a release of that family leaves it after its creation. */
export interface ComponentTreeRequest {
  /** Made when missing. Families A keep several components in one directory. */
  readonly directory: string
  readonly family: 'A1' | 'A2' | 'C'
  readonly role: Role
  readonly id: string
  /** Families A only; Fed-BioMed's own default is `localhost:14000`. */
  readonly address?: Address
  readonly certificatePem: string
  readonly privateKeyPem: string
  /** No file, a file that holds other tables, or this text. As a rule `none` in family C, else `other-tables`. */
  readonly registry?: 'none' | 'other-tables' | (string & {})
  /** Families A only: the name of the `.ini`, where the usual one is taken. */
  readonly configurationName?: string
}

/** Where the parts of a laid out component lie. */
export interface ComponentTreePaths {
  readonly directory: string
  readonly configurationFile: string
  /** Where the registry is, or will be. */
  readonly registryFile: string
  readonly certificateFile: string
}

/** Lays out a component as Fed-BioMed itself does, byte for byte. Writes over what lies there. */
export function layOutComponent(request: ComponentTreeRequest): ComponentTreePaths {
  const { directory, family, role, id } = request
  const etc = join(directory, 'etc')
  const stem = certificateStem(request)
  const paths = {
    directory,
    configurationFile: join(etc, configurationName(request)),
    registryFile: join(directory, 'var', `db_${id}.json`),
    certificateFile: join(etc, `${stem}.pem`),
  }
  for (const name of ['cache', 'tmp']) fs.mkdirSync(join(directory, 'var', name), { recursive: true })
  fs.mkdirSync(join(paths.certificateFile, '..'), { recursive: true })
  fs.writeFileSync(paths.certificateFile, request.certificatePem)
  fs.writeFileSync(join(etc, `${stem}.key`), request.privateKeyPem)
  fs.writeFileSync(paths.configurationFile, writeConfiguration(configurationRequest(request, stem)))
  if (family === 'C') fs.writeFileSync(join(directory, '.fedbiomed'), role.toUpperCase())
  else fs.writeFileSync(join(etc, 'port_increment'), String(request.address?.port ?? 14000))
  writeRegistry(paths.registryFile, request)
  return paths
}

function configurationName({ family, role, configurationName: name }: ComponentTreeRequest): string {
  if (family === 'C') return 'config.ini'
  return name ?? `config_${role}.ini`
}

/** The path of certificate and key below `etc/`, without their suffix. */
function certificateStem({ family, role, id }: ComponentTreeRequest): string {
  if (family !== 'C') return `certs/cert_${id}/MPSPDZ_certificate`
  return role === 'node' ? 'certs/FBM_certificate' : 'certs/server_certificate'
}

function configurationRequest(request: ComponentTreeRequest, stem: string): ConfigurationRequest {
  const { family, role, id, address } = request
  return { family, role, id, ip: address?.ip ?? 'localhost', port: address?.port ?? 14000, certificateStem: stem }
}

function writeRegistry(file: string, { registry, family, role }: ComponentTreeRequest): void {
  const content = registry ?? (family === 'C' ? 'none' : 'other-tables')
  if (content === 'none') return
  fs.writeFileSync(file, content === 'other-tables' ? otherTables(family, role) : content)
}
