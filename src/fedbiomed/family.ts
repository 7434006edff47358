import type { CommandLineName } from '../domain/command-line.ts'
import type { LayoutName } from '../domain/layout.ts'
import type { Role } from '../domain/party.ts'
import type { ProfileName } from '../domain/profiles.ts'
import type { Features } from './features.ts'

/** Where a value stands in the configuration, and the environment variable that outranks it in that family. */
export interface ValueSource {
  readonly section: string
  readonly option: string
  readonly variable: string | undefined
}

/** Where the registry lies: `var/db_<id>.json`, or where the configuration says, relative to `etc/`. */
type RegistrySource =
  | { readonly kind: 'named-by-id' }
  | (ValueSource & {
      readonly kind: 'configured'
      /** Whether releases of the family disagree about `..` behind a symbolic link. */
      readonly unclearBehindLinks: boolean
    })

interface Recognised {
  /** For people, for example `Fed-BioMed 5.0–5.3`. */
  readonly label: string
  /** Decides by features only: a version number alone proves nothing. */
  readonly recognises: (features: Features) => boolean
}

/** A family whose components can be read and written. */
export interface SupportedFamily extends Recognised {
  readonly supported: true
  readonly profiles: readonly ProfileName[]
  readonly layout: LayoutName
  readonly commandLine: CommandLineName
  /** Whether its releases read registrations at run time; where that is switched on, the switch, which is off unless set. */
  readonly readsRegistrations: boolean | ValueSource
  readonly id: (role: Role) => ValueSource
  readonly certificate: (role: Role) => ValueSource
  readonly privateKey: (role: Role) => ValueSource
  /** What paths of certificate and key from the environment are relative to; those in the configuration are to `etc/`. */
  readonly variableBase: 'etc' | 'root'
  readonly address: { readonly ip: ValueSource; readonly port: ValueSource } | undefined
  readonly registry: RegistrySource
  /** The variables that name the configuration, the first one that is set deciding. */
  readonly selectors: (role: Role) => readonly string[]
}

/** A family that is recognised in order to be refused by name. */
export interface RefusedFamily extends Recognised {
  readonly supported: false
  readonly reason: string
  readonly remedy: string
}

export type Family = SupportedFamily | RefusedFamily
