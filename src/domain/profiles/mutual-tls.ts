import type { Profile } from '../profile.ts'

/** The coming mutual TLS: the researcher registers every node, a node the researcher alone. Validated only. */
export const MUTUAL_TLS: Profile = {
  holdsAddress: false,
  supported: false,
  registers: (self, other) => self !== other,
  identity: 'CN',
  generate: ({ role }) => `Run \`fedbiomed ${role} --path DIR certificate generate --force\` for this component.`,
  certificateFile: ({ role }) =>
    role === 'researcher' ? 'etc/certs/server_certificate.pem' : 'etc/certs/FBM_certificate.pem',
}
