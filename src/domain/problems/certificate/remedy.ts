import type { CertificateHolder } from '../../profile.ts'
import { PROFILES, type ProfileName } from '../../profiles.ts'
import { quote } from '../../quote.ts'

/** Whose certificate is judged, and the file that holds it: what every remedy is worded from. */
export interface CertificateOwner extends CertificateHolder {
  readonly profile: ProfileName
  readonly file: string
}

/** The facts that every problem of a certificate has. */
export interface Owned {
  readonly owner: CertificateOwner
}

/** A certificate that peers may hold already, so that its successor must name it under `replaces:`. */
export interface InUse extends Owned {
  readonly fingerprint: string
}

/** Peers follow a new key only where the old certificate is named, so that the remedy gives its fingerprint. */
export function renew(facts: InUse): string {
  return `${generateAgain(facts)} Append ${facts.fingerprint} to \`replaces:\` of this party in the manifest.`
}

/** Says how the certificate that the component has gets into the repository as it is. */
export function publishAgain({ owner }: Owned): string {
  const file = PROFILES[owner.profile].certificateFile(owner)
  return `Publish the certificate again: copy ${file} of this component, unchanged, to ${quote(owner.file)} and commit it.`
}

/** Says how a component gets another certificate, and how that gets into the repository. */
export function generateAgain(facts: Owned): string {
  const { owner } = facts
  return `${PROFILES[owner.profile].generate(owner)} ${publishAgain(facts)}`
}
