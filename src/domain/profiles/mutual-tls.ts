import type { Profile } from '../profile.ts'

/** Mutual TLS: the researcher registers every node, a node the researcher and nobody else. */
export const MUTUAL_TLS: Profile = {
  summary: 'mutual TLS of a Fed-BioMed to come: the researcher and each node register each other',
  holdsAddress: false,
  registers: (self, other) => self !== other,
  isExclusive: (self) => self === 'node',
  identity: 'CN',
  generate: ({ role }) => {
    const command = `Run \`fedbiomed ${role} --path DIR certificate generate --force\` for this component`
    return role === 'node'
      ? `${command}.`
      : `${command}; [certificate] in its etc/config.ini must name what that writes.`
  },
  certificateFile: ({ role }) =>
    role === 'researcher' ? 'etc/certs/server_certificate.pem' : 'etc/certs/FBM_certificate.pem',
}
