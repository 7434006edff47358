import type { SupportedFamily } from '../family.ts'

/** Secure aggregation by MP-SPDZ; the configuration names the registry. */
export const A2: SupportedFamily = {
  label: 'Fed-BioMed 5.0–5.3',
  supported: true,
  profiles: ['secagg-mpspdz'],
  layout: 'address',
  commandLine: 'script-address',
  readsRegistrations: true,
  recognises: ({ hasMpspdz, hasCertificate, namesRegistry }) => hasMpspdz && !hasCertificate && namesRegistry,
  id: (role) => ({ section: 'default', option: 'id', variable: role === 'researcher' ? 'RESEARCHER_ID' : undefined }),
  certificate: () => ({ section: 'mpspdz', option: 'public_key', variable: 'MPSPDZ_CERTIFICATE_PEM' }),
  privateKey: () => ({ section: 'mpspdz', option: 'private_key', variable: 'MPSPDZ_CERTIFICATE_KEY' }),
  variableBase: 'root',
  address: {
    ip: { section: 'mpspdz', option: 'mpspdz_ip', variable: 'MPSPDZ_IP' },
    port: { section: 'mpspdz', option: 'mpspdz_port', variable: 'MPSPDZ_PORT' },
  },
  registry: { kind: 'configured', unclearBehindLinks: false, section: 'default', option: 'db', variable: undefined },
  // CONFIG_FILE is left out: 5.0 and 5.1 read it, 5.2 and 5.3 overwrite it, and the files do not tell which one this is.
  selectors: (role) => [role === 'node' ? 'NODE_CONFIG_FILE' : 'RESEARCHER_CONFIG_FILE'],
}
