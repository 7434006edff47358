import type { SupportedFamily } from '../family.ts'

/** One directory per component, marked by `.fedbiomed`; the environment may replace any value. */
export const C: SupportedFamily = {
  label: 'Fed-BioMed 6.0–6.4',
  supported: true,
  profiles: ['party'],
  layout: 'party',
  commandLine: 'program',
  readsRegistrations: false,
  recognises: (features) =>
    features.configurationName === 'config.ini' &&
    features.hasMarker &&
    features.hasCertificate &&
    !features.hasCertificateDirectory &&
    !features.hasMpspdz &&
    !features.hasAuthentication &&
    !features.hasPreviewOfMutualTls,
  id: () => ({ section: 'default', option: 'id', variable: 'FBM_DEFAULT_ID' }),
  certificate: () => ({ section: 'certificate', option: 'public_key', variable: 'FBM_CERTIFICATE_PUBLIC_KEY' }),
  privateKey: () => ({ section: 'certificate', option: 'private_key', variable: 'FBM_CERTIFICATE_PRIVATE_KEY' }),
  variableBase: 'etc',
  address: undefined,
  registry: {
    kind: 'configured',
    unclearBehindLinks: true,
    section: 'default',
    option: 'db',
    variable: 'FBM_DEFAULT_DB',
  },
  selectors: () => [],
}
