import type { CommandLineName } from './command-line.ts'
import type { LayoutName } from './layout.ts'
import type { Address, PartyId, Role } from './party.ts'
import type { ProfileName } from './profiles.ts'

/** One local Fed-BioMed installation, as its own configuration describes it. Paths are absolute. */
export interface Component {
  readonly directory: string
  readonly configurationFile: string
  /** For people, for example `Fed-BioMed 5.0–5.3`. */
  readonly familyLabel: string
  readonly profiles: readonly ProfileName[]
  readonly layout: LayoutName
  /** How its own command line registers a certificate. */
  readonly commandLine: CommandLineName
  /** Whether Fed-BioMed reads registrations at run time: it does, no release of the family does, or it is not switched on. */
  readonly effect: 'read' | 'unread' | 'switched-off'
  readonly id: PartyId
  readonly role: Role
  /** Absent where the family has no addresses, and where the configured one is no IPv4 address and port. */
  readonly address: Address | undefined
  /** The address as it is configured, for example `localhost:14000`, where the family has addresses. */
  readonly configuredAddress?: string
  /** The variables that would outrank its configuration, or name another one; whether they are set or not. */
  readonly variables?: readonly string[]
  /** Its own public certificate. */
  readonly certificateFile: string
  /** Its private key, as far as the configuration names it. It is read to compare it with the certificate, and to sign observations. */
  readonly privateKeyFile?: string | undefined
  readonly registryFile: string
  /** Registries that other configurations of the same directory name. */
  readonly siblingRegistries: readonly string[]
}
