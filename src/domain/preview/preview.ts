import type { Certificate, Fingerprint } from '../certificate/certificate.ts'
import type { Revision } from '../federation.ts'
import type { Address, PartyId, Role } from '../party.ts'
import type { Change } from '../pass/change.ts'
import type { Effect } from '../pass/effect.ts'
import type { ExitCode, Problem } from '../problem.ts'
import type { ProfileName } from '../profiles.ts'

/** What a revision of a federation makes every member do that was in sync with the one that it is compared with. */
export interface Preview {
  /** Absent where the revision is compared with nothing: nobody holds anything yet. */
  readonly base: PreviewedState | undefined
  readonly head: PreviewedState
  /** What differs in the declaration, party by party: those of the head in their order, then those that are gone. */
  readonly parties: readonly PartyChange[]
  /** Every party of the head, in its order, then those of the base that are gone. */
  readonly members: readonly PreviewMember[]
  /** What members do: each group does the same. Larger groups first. */
  readonly groups: readonly PreviewGroup[]
  /** The certificates that two people have to compare before the revision is merged. */
  readonly checks: readonly CertificateCheck[]
  /** What nobody but people can do. */
  readonly tasks: readonly PreviewTask[]
  /** Of the head's declaration. */
  readonly problems: readonly Problem[]
  /** Whether no registry changes, nothing is refused, and nobody has to do anything. */
  readonly changesNothing: boolean
  /** 0 where nothing changes, 2 where something does, 20 where a member would refuse something, 21 with an unverified party. */
  readonly exitCode: ExitCode
}

/** One of the two states that are compared. */
export interface PreviewedState {
  readonly name: string
  readonly profile: ProfileName
  readonly revision: Revision
  /** How many parties are declared. */
  readonly count: number
  /** Of the desired state of the whole federation. */
  readonly digest: Fingerprint
}

/** A party as a preview names it. */
export interface PreviewedParty {
  readonly id: PartyId
  readonly name: string
}

/** One thing that differs in what is declared of a party. */
export type PartyChange = PreviewedParty &
  (
    | { readonly kind: 'joins'; readonly role: Role }
    /** Listed under `removed:`, so that all delete it. */
    | { readonly kind: 'leaves'; readonly reason: string | undefined }
    /** Gone without being listed there: it stays registered, and is reported. */
    | { readonly kind: 'dropped' }
    /** A label is nothing to a registry. */
    | { readonly kind: 'renamed'; readonly before: string }
    | {
        readonly kind: 'new-key'
        readonly before: Fingerprint
        readonly after: Fingerprint
        readonly isAnnounced: boolean
      }
    /** Another certificate for the same key. */
    | { readonly kind: 'renewed'; readonly before: Fingerprint; readonly after: Fingerprint }
    | { readonly kind: 'address'; readonly before: Address | undefined; readonly after: Address | undefined }
    /** A certificate where there was no valid one. */
    | { readonly kind: 'published'; readonly after: Fingerprint }
    /** No valid certificate any more, or none yet. */
    | { readonly kind: 'unverified'; readonly before: Fingerprint | undefined }
  )

/** How a member stands to the revision. A `removed` or `dropped` one belongs to the federation no longer. */
export type MemberStanding = 'stays' | 'joins' | 'removed' | 'dropped'

/** A party with what its component does. */
export interface PreviewMember extends PreviewedParty {
  readonly role: Role
  readonly standing: MemberStanding
  /** The place of its group in `groups`; absent for one that is gone. */
  readonly group: number | undefined
  /** That of `plan` in its component; for one that is gone, that of the pass that tells it so. */
  readonly exitCode: ExitCode
}

/** Members that do the same: all that is listed, each but what concerns itself. */
export interface PreviewGroup {
  readonly members: readonly PreviewedParty[]
  /** Sorted by party id. */
  readonly changes: readonly Change[]
  /** What the members would refuse. */
  readonly refused: readonly Change[]
  /** Why they would, and what else they would say. */
  readonly findings: readonly Problem[]
  /** The flags that lift the brakes; empty where none holds anything back. */
  readonly flags: readonly string[]
  /** When what is written takes effect, and what must be restarted for it. */
  readonly effects: readonly Effect[]
}

/** A certificate that nobody has compared yet. */
export interface CertificateCheck extends PreviewedParty {
  readonly role: Role
  readonly certificate: Pick<Certificate, 'fingerprint' | 'notAfter'>
  /** What was declared before; absent where nothing was. */
  readonly before: Fingerprint | undefined
  /** `new`: a first certificate. `new-key`: another key than before. `renewed`: the same key. */
  readonly kind: 'new' | 'new-key' | 'renewed'
}

/** What somebody has to do by hand. */
export interface PreviewTask {
  readonly kind: 'announce' | 'list' | 'upgrade' | 'publish' | 'lift' | 'leave' | 'restart' | 'start'
  /** Whose component it is about; nobody's where it is up to whoever proposes the revision. */
  readonly members: readonly PreviewedParty[]
  /** What to do, one sentence or two; untrusted values in it are escaped. */
  readonly text: string
  /** What to type in the component, or to write into the manifest; absent where there is nothing. */
  readonly type: string | undefined
}
