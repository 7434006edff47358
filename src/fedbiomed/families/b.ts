import type { SupportedFamily } from '../family.ts'

/** MP-SPDZ is gone, the directory is still the source tree, and nothing reads registrations. */
export const B: SupportedFamily = {
  label: 'Fed-BioMed 5.4',
  supported: true,
  profiles: ['party'],
  layout: 'party',
  commandLine: 'script',
  readsRegistrations: false,
  recognises: (features) =>
    features.hasCertificate &&
    features.hasCertificateDirectory &&
    !features.hasMpspdz &&
    !features.hasMarker &&
    !features.hasAuthentication &&
    !features.hasPreviewOfMutualTls,
  id: (role) => ({ section: 'default', option: 'id', variable: role === 'researcher' ? 'RESEARCHER_ID' : undefined }),
  // Only the node looks for its certificate in the environment.
  certificate: (role) => ({
    section: 'certificate',
    option: 'public_key',
    variable: role === 'node' ? 'FBM_CERTIFICATE_PEM' : undefined,
  }),
  privateKey: (role) => ({
    section: 'certificate',
    option: 'private_key',
    variable: role === 'node' ? 'FBM_CERTIFICATE_KEY' : undefined,
  }),
  variableBase: 'root',
  address: undefined,
  registry: { kind: 'configured', unclearBehindLinks: false, section: 'default', option: 'db', variable: undefined },
  selectors: (role) => [role === 'node' ? 'NODE_CONFIG_FILE' : 'RESEARCHER_CONFIG_FILE'],
}
