import type { RefusedFamily } from '../family.ts'

/** Registers addresses, but nothing reads them yet: secure aggregation came with 4.3. */
export const A0: RefusedFamily = {
  label: 'Fed-BioMed 4.2',
  supported: false,
  reason: 'it never reads its registrations',
  remedy: 'Upgrade the component to Fed-BioMed 4.3 or later, and create its configuration anew.',
  recognises: ({ hasMpspdz, hasCertificate, namesRegistry, knowsSecureAggregation }) =>
    hasMpspdz && !hasCertificate && !namesRegistry && !knowsSecureAggregation,
}
