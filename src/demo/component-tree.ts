import fs from 'node:fs'
import { join } from 'node:path'
import type { Address, Role } from '../domain/party.ts'
import { writeConfiguration } from './configuration.ts'
import { FAMILY_TREES, type FamilyTreeName } from './families.ts'
import { otherTables } from './other-tables.ts'

/** A Fed-BioMed component to be laid out: a tree as a release of that family leaves it after its creation. */
export interface ComponentTreeRequest {
  /** Made when missing. Families A keep several components in one directory. */
  readonly directory: string
  readonly family: FamilyTreeName
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
  const { directory, family, role, id, address } = request
  const { ip, port } = address ?? { ip: 'localhost', port: 14000 }
  const tree = FAMILY_TREES[family]
  const etc = join(directory, 'etc')
  const stem = tree.certificateStem(role, id)
  const paths = {
    directory,
    configurationFile: join(etc, tree.configurationName(role, request.configurationName)),
    registryFile: join(directory, 'var', `db_${id}.json`),
    certificateFile: join(etc, `${stem}.pem`),
  }
  for (const name of ['cache', 'tmp']) fs.mkdirSync(join(directory, 'var', name), { recursive: true })
  fs.mkdirSync(join(paths.certificateFile, '..'), { recursive: true })
  fs.writeFileSync(paths.certificateFile, request.certificatePem)
  fs.writeFileSync(join(etc, `${stem}.key`), request.privateKeyPem)
  const configuration = writeConfiguration({ family, role, id, ip, port, certificateStem: stem })
  fs.writeFileSync(paths.configurationFile, configuration)
  const [marker, content] = tree.marker(role, port)
  fs.writeFileSync(join(directory, marker), content)
  writeRegistry(paths.registryFile, request)
  return paths
}

function writeRegistry(file: string, { registry, family, role }: ComponentTreeRequest): void {
  const tree = FAMILY_TREES[family]
  const content = registry ?? tree.newRegistry
  if (content === 'none') return
  fs.writeFileSync(file, content === 'other-tables' ? otherTables(tree, role) : content)
}
