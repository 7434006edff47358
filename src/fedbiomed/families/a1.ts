import type { SupportedFamily } from '../family.ts'

/** Secure aggregation by MP-SPDZ; the registry is named by the id, and the environment may replace the id. */
export const A1: SupportedFamily = {
  label: 'Fed-BioMed 4.3–4.5',
  supported: true,
  profiles: ['secagg-mpspdz'],
  layout: 'address',
  commandLine: 'script-address',
  readsRegistrations: true,
  recognises: ({ hasMpspdz, hasCertificate, namesRegistry, knowsSecureAggregation }) =>
    hasMpspdz && !hasCertificate && !namesRegistry && knowsSecureAggregation,
  id: (role) => ({ section: 'default', option: 'id', variable: role === 'node' ? 'NODE_ID' : 'RESEARCHER_ID' }),
  certificate: () => ({ section: 'mpspdz', option: 'public_key', variable: 'MPSPDZ_CERTIFICATE_PEM' }),
  privateKey: () => ({ section: 'mpspdz', option: 'private_key', variable: 'MPSPDZ_CERTIFICATE_KEY' }),
  variableBase: 'root',
  address: {
    ip: { section: 'mpspdz', option: 'mpspdz_ip', variable: 'MPSPDZ_IP' },
    port: { section: 'mpspdz', option: 'mpspdz_port', variable: 'MPSPDZ_PORT' },
  },
  registry: { kind: 'named-by-id' },
  selectors: () => ['CONFIG_FILE'],
}
