import type { Address, Role } from '../domain/party.ts'

/** The component that a command of Fed-BioMed is about, as that command sees it. */
export interface CommandSubject {
  readonly role: Role
  /** The component's directory. */
  readonly directory: string
  /** The name of its `.ini` within `etc/`. */
  readonly configurationName: string
}

/** What is to be registered; every value of it was checked. */
export interface CommandRegistration {
  /** The file that holds the certificate, as the command sees it. */
  readonly certificateFile: string
  readonly partyId: string
  readonly address: Address | undefined
}

/** What the command lines of the families differ in. */
export interface CommandLine {
  /** An executable below the component's directory, or one of the PATH. */
  readonly program: { readonly kind: 'script' | 'installed'; readonly name: string }
  /** The words between program and `certificate`. */
  readonly select: (subject: CommandSubject) => readonly string[]
  /** The variables that select the component. */
  readonly environment: (subject: CommandSubject) => Readonly<Record<string, string>>
  /** The variables that outrank the configuration in what makes the registry another one. */
  readonly outranking: (role: Role) => readonly string[]
  /** The words behind `certificate register`, save `--upsert`. */
  readonly register: (registration: CommandRegistration) => readonly string[]
  /** The role that it writes into a row, whatever the party's is. */
  readonly writtenRole: (partyId: string) => Role
}
