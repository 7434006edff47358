import type { ProfileName } from '../../federation.ts'
import type { Role } from '../../party.ts'
import { quote } from '../../quote.ts'

/** Whose certificate is judged, and the file that holds it: what every remedy is worded from. */
export interface CertificateOwner {
  readonly partyId: string
  readonly profile: ProfileName
  readonly role: Role
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
  return `Publish the certificate again: copy ${certificateFile(owner)} of this component, unchanged, to ${quote(owner.file)} and commit it.`
}

/** Says how a component gets another certificate, and how that gets into the repository. */
export function generateAgain(facts: Owned): string {
  return `${generate(facts.owner)} ${publishAgain(facts)}`
}

function generate({ partyId, profile, role }: CertificateOwner): string {
  if (profile === 'secagg-mpspdz') {
    return `Run \`./scripts/fedbiomed_run ${role} certificate generate --force\` in this component.`
  }
  if (profile === 'party' && role === 'researcher') {
    // `certificate generate` writes other files than the researcher's configuration names.
    return `Replace server_certificate.key and server_certificate.pem of this component by a new pair with O=${quote(partyId)}.`
  }
  const force = profile === 'mutual-tls' ? ' --force' : ''
  return `Run \`fedbiomed ${role} --path DIR certificate generate${force}\` for this component.`
}

function certificateFile({ partyId, profile, role }: CertificateOwner): string {
  if (profile === 'secagg-mpspdz') return `etc/certs/cert_${quote(partyId)}/MPSPDZ_certificate.pem`
  return role === 'researcher' ? 'etc/certs/server_certificate.pem' : 'etc/certs/FBM_certificate.pem'
}
