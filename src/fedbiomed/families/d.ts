import type { SupportedFamily } from '../family.ts'
import { C } from './c.ts'

/** Mutual TLS: once it is switched on, registrations decide about every handshake. Files lie where C has them. */
export const D: SupportedFamily = {
  ...C,
  label: 'Fed-BioMed with mutual authentication',
  profiles: ['mutual-tls'],
  layout: 'component',
  commandLine: 'program-identity',
  readsRegistrations: {
    section: 'authentication',
    option: 'mutual_authentication',
    variable: 'FBM_AUTHENTICATION_MUTUAL_AUTHENTICATION',
  },
  recognises: (features) =>
    features.configurationName === 'config.ini' &&
    features.hasMarker &&
    features.hasCertificate &&
    !features.hasMpspdz &&
    features.hasAuthentication &&
    !features.hasPreviewOfMutualTls,
}
