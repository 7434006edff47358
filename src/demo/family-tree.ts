import type { Role } from '../domain/party.ts'
import type { Section, SectionsRequest } from './sections.ts'

/** Where a family keeps a component, and what it writes when one is created: all that its trees differ in. */
export interface FamilyTree {
  /** The sections of the `.ini` of a new component. */
  readonly sections: (request: SectionsRequest) => readonly Section[]
  /** The name of the `.ini` in `etc/`; `chosen` where the family lets people choose one. */
  readonly configurationName: (role: Role, chosen: string | undefined) => string
  /** The path of certificate and key below `etc/`, without their suffix. */
  readonly certificateStem: (role: Role, id: string) => string
  /** The file that Fed-BioMed leaves beside the configuration, by its path in the component. */
  readonly marker: (role: Role, port: number) => readonly [path: string, content: string]
  /** The name of the table of secure aggregation, where a registry has one. */
  readonly secaggTable: string | undefined
  /** What a new component has as its registry. */
  readonly newRegistry: 'none' | 'other-tables'
}
