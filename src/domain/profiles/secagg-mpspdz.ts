import type { Profile } from '../profile.ts'
import { quote } from '../quote.ts'

/** Secure aggregation by MP-SPDZ, Fed-BioMed 4.2 to 5.3: everybody registers everybody, with address and port. */
export const SECAGG_MPSPDZ: Profile = {
  summary: 'Fed-BioMed 4.2 to 5.3: everybody registers everybody, with the address of its MP-SPDZ',
  holdsAddress: true,
  registers: () => true,
  isExclusive: () => false,
  identity: 'O',
  generate: ({ role }) => `Run \`./scripts/fedbiomed_run ${role} certificate generate --force\` in this component.`,
  certificateFile: ({ partyId }) => `etc/certs/cert_${quote(partyId)}/MPSPDZ_certificate.pem`,
}
