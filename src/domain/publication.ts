import type { VerifiedCertificate } from './certificate/certificate.ts'
import type { Component } from './component.ts'
import type { Address, PartyId } from './party.ts'
import type { Problem } from './problem.ts'

/** What a publication changes, with what it means to people. */
export const PUBLISHED_CHANGES = {
  party: 'a new party',
  instance: 'a new second instance',
  id: 'the id of the component that was created again',
  removed: 'the id that it had before, under `removed:`',
  rejoined: 'its id no longer under `removed:`',
  address: 'its address',
  replaces: 'the fingerprint of its certificate before, under `replaces:`',
  certificate: 'its certificate',
} as const

/** One thing that a publication changes. */
export type PublishedChange = keyof typeof PUBLISHED_CHANGES

/**
 * What is to be declared: a component on this machine, or one that is known from what its site sent. `certificateFile` is
 * where its certificate was read, for messages.
 */
export type Candidate = Pick<
  Component,
  'id' | 'role' | 'familyLabel' | 'profiles' | 'configuredAddress' | 'certificateFile'
>

/** Where that is known from. Nobody has vouched for instructions, and the private key is not at hand. */
export type PublicationOrigin = 'component' | 'instructions'

/** A file of the federation directory as it is to be. */
export interface PublishedFile {
  /** Below the federation directory, separated by `/`. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** What is to be written so that a federation directory declares a component as it is. */
export interface Publication {
  readonly id: PartyId
  readonly origin: PublicationOrigin
  /** The label of its entry. */
  readonly name: string
  /** Absent where the profile has none. */
  readonly address: Address | undefined
  readonly certificate: VerifiedCertificate
  /** Empty where everything is declared already. */
  readonly changes: readonly PublishedChange[]
  /** Only those that differ from what is there. */
  readonly files: readonly PublishedFile[]
  /** The files that declare the component, whether or not they change. */
  readonly paths: readonly string[]
  /** What is told, and hinders nothing. */
  readonly problems: readonly Problem[]
}

/** What became of a publication in the operator's clone. */
export interface PublishedCommit {
  /** The top of the work tree. */
  readonly top: string
  readonly branch: string
  /** The branch that the clone was on before; absent where it was on none. */
  readonly before: string | undefined
  readonly commit: string
  /** Absent where there is none, or nobody knows which one of several. */
  readonly remote: string | undefined
  readonly pushed: boolean
  /** Whether it was found, as an earlier run had made and pushed it. */
  readonly isEarlier: boolean
  /** The page on which a pull request is opened, where that is known. */
  readonly compare: string | undefined
}
