import type { RefusedFamily } from '../family.ts'

/** The component directory of 6.0 with the certificate directories of 5.4: its commands print the private key. */
export const PRE_RELEASE: RefusedFamily = {
  label: 'Fed-BioMed 5.4.0.rc1',
  supported: false,
  reason: 'this pre-release prints the private key among its registration instructions',
  remedy:
    'Upgrade the component to Fed-BioMed 6.0 or later, and treat its private key as leaked: generate a new certificate.',
  recognises: (features) =>
    features.hasCertificate &&
    features.hasCertificateDirectory &&
    !features.hasMpspdz &&
    features.hasMarker &&
    !features.hasAuthentication &&
    !features.hasPreviewOfMutualTls,
}
