import type { Address, PartyId, Role } from './party.ts'
import type { Problem } from './problem.ts'
import type { ProfileName } from './profiles.ts'

/** What holds for a federation as a whole from its first day. */
export interface Charter {
  readonly name: string
  readonly profile: ProfileName
  /** Absent in the profiles without addresses. */
  readonly network: string | undefined
}

/** A party that is to be declared from the first day. Nothing of it is believed yet. */
export interface Founder {
  readonly id: PartyId
  readonly role: Role
  readonly name: string
  readonly address: Address | undefined
  /** Its certificate, as a file or a registry holds it. */
  readonly certificate: Uint8Array
  /** Where that was read, for messages. */
  readonly file: string
  /** Whether it is the component that this is done for: without it there is nothing to be founded. */
  readonly isSelf: boolean
}

/** A party that is not declared, though a registry holds it, and why. */
export interface LeftOut {
  readonly partyId: string
  readonly problem: Problem
}

/** A file of a new federation; nothing that is there already is ever replaced. */
export interface NewFile {
  /** Below the top of the repository, separated by `/`. */
  readonly path: string
  readonly bytes: Uint8Array
  readonly isExecutable?: true
}
