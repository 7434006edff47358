import type { Profile } from '../profile.ts'
import { quote } from '../quote.ts'

/** Registrations by party id alone, Fed-BioMed 5.4 to 6.4.1: everybody registers everybody, and nothing reads it. */
export const PARTY: Profile = {
  summary: 'Fed-BioMed 5.4 to 6.4: everybody registers everybody; nothing reads it at run time',
  holdsAddress: false,
  registers: () => true,
  isExclusive: () => false,
  identity: 'O',
  generate: ({ partyId, role }) =>
    role === 'node'
      ? 'Run `fedbiomed node --path DIR certificate generate` (5.4: `./scripts/fedbiomed_run node certificate generate`) for this component.'
      : // `certificate generate` writes other files than the researcher's configuration names.
        `Replace server_certificate.key and server_certificate.pem of this component by a new pair with O=${quote(partyId)}.`,
  certificateFile: ({ partyId, role }) => {
    const name = role === 'researcher' ? 'server_certificate.pem' : 'FBM_certificate.pem'
    return `etc/certs/${name} (5.4: in etc/certs/cert_${quote(partyId)}/)`
  },
}
