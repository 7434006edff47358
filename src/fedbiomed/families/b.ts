import type { RefusedFamily } from '../family.ts'

/** MP-SPDZ is gone, the directory is still the source tree. */
export const B: RefusedFamily = {
  label: 'Fed-BioMed 5.4',
  supported: false,
  reason: 'this version of fbm-gitops does not read its configuration yet',
  remedy: 'Upgrade the component to Fed-BioMed 6.0 or later; 5.4 never reads its registrations.',
  recognises: ({ hasMpspdz, hasCertificate, hasCertificateDirectory, hasMarker, hasMutualAuthentication }) =>
    hasCertificate && hasCertificateDirectory && !hasMpspdz && !hasMarker && !hasMutualAuthentication,
}
