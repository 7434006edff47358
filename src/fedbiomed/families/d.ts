import type { RefusedFamily } from '../family.ts'

/** Mutual TLS: registrations decide about every handshake. */
export const D: RefusedFamily = {
  label: 'Fed-BioMed with mutual authentication',
  supported: false,
  reason: 'this version of fbm-gitops does not write its registrations yet',
  remedy: "Register its certificates with Fed-BioMed's own `certificate register`.",
  recognises: ({ hasMpspdz, hasCertificate, hasMutualAuthentication }) =>
    hasCertificate && hasMutualAuthentication && !hasMpspdz,
}
