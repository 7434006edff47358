import type { RefusedFamily } from '../family.ts'

/** Mutual TLS as a development branch of July 2026 had it: another section, other rows, and certificates that bear the id in `O`. */
export const PREVIEW: RefusedFamily = {
  label: 'Fed-BioMed with a preview of mutual TLS ([mtls])',
  supported: false,
  reason:
    'it knows a component by the O of its certificate, where the present form has "Fed-BioMed", so that neither can verify the other',
  remedy:
    'Upgrade the component to a Fed-BioMed that has [authentication] mutual_authentication, delete [mtls], and generate a new certificate.',
  recognises: ({ hasMpspdz, hasCertificate, hasPreviewOfMutualTls }) =>
    hasCertificate && hasPreviewOfMutualTls && !hasMpspdz,
}
