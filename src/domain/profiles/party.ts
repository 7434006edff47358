import type { Profile } from '../profile.ts'
import { quote } from '../quote.ts'

/** Registrations by party id alone, Fed-BioMed 5.4 to 6.4: everybody registers everybody, and nothing reads it. */
export const PARTY: Profile = {
  summary: 'Fed-BioMed 5.4 to 6.4: everybody registers everybody; nothing reads it at run time',
  holdsAddress: false,
  takesEffect: false,
  supported: true,
  registers: () => true,
  identity: 'O',
  generate: ({ partyId, role }) =>
    role === 'node'
      ? `Run \`fedbiomed node --path DIR certificate generate\` for this component.`
      : // `certificate generate` writes other files than the researcher's configuration names.
        `Replace server_certificate.key and server_certificate.pem of this component by a new pair with O=${quote(partyId)}.`,
  certificateFile: ({ role }) =>
    role === 'researcher' ? 'etc/certs/server_certificate.pem' : 'etc/certs/FBM_certificate.pem',
}
