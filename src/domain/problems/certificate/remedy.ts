import type { CertificateHolder, CertificateKeeper } from '../../profile.ts'
import { PROFILES, type ProfileName } from '../../profiles.ts'
import { quote } from '../../quote.ts'

/** Whose certificate is judged, and the file that holds it: what every remedy is worded from. */
export interface CertificateOwner extends CertificateHolder {
  readonly profile: ProfileName
  readonly file: string
  /** Absent where `file` is one of a federation directory, so that another certificate is to be put there. */
  readonly keptBy?: CertificateKeeper
}

/** The facts that every problem of a certificate has. */
export interface Owned {
  readonly owner: CertificateOwner
}

/** A certificate that peers may hold already, so that its successor must name it under `replaces:`. */
export interface InUse extends Owned {
  readonly fingerprint: string
}

/**
 * Says how a certificate that peers may hold is followed by another one.
 *
 * @remarks Peers follow a new key only where the old certificate is named; `publish` does that, and by hand it needs the fingerprint.
 */
export function renew(facts: InUse): string {
  return `${generate(facts)} ${publishNew(facts, `, append ${facts.fingerprint} to \`replaces:\` of this party,`)}`
}

/** Says how a component gets another certificate, and how that gets into the repository. */
export function generateAgain(facts: Owned): string {
  return `${generate(facts)} ${publishNew(facts)}`
}

/** Says how the certificate that the component has gets into the repository as it is. */
export function publishAgain(facts: Owned): string {
  const { keptBy } = facts.owner
  if (keptBy === 'others') return `Ask its site for ${fileOf(facts)} of this component, unchanged.`
  if (keptBy === 'itself')
    return `Put back this file and its key as they were, or make both anew: ${generateAgain(facts)}`
  return `Publish the certificate again, from its component: ${publishOrCopy(facts)}`
}

function generate({ owner }: Owned): string {
  return PROFILES[owner.profile].generate(owner)
}

function publishNew(facts: Owned, alsoByHand = ''): string {
  const { keptBy } = facts.owner
  if (keptBy === 'others') return 'Then ask its site for the new one.'
  // Last in its remedy, since flags are added to it: a full stop behind them would be copied with them.
  if (keptBy === 'itself') return 'Then publish it: fbm-gitops publish'
  return `Then publish it there: ${publishOrCopy(facts, alsoByHand)}`
}

/** @param alsoByHand - what `publish` does by itself besides copying */
function publishOrCopy(facts: Owned, alsoByHand = ''): string {
  const target = `${quote(facts.owner.file)}${alsoByHand}`
  return `fbm-gitops publish --component DIR. By hand: copy ${fileOf(facts)} of this component, unchanged, to ${target} and commit it.`
}

function fileOf({ owner }: Owned): string {
  return PROFILES[owner.profile].certificateFile(owner)
}
