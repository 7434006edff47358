import type { SupportedFamily } from '../family.ts'
import { A1 } from './a1.ts'

/** Laid out as 4.3–4.5, but nothing reads its registrations: secure aggregation came with 4.3. */
export const A0: SupportedFamily = {
  ...A1,
  label: 'Fed-BioMed 4.2',
  readsRegistrations: false,
  recognises: ({ hasMpspdz, hasCertificate, namesRegistry, knowsSecureAggregation }) =>
    hasMpspdz && !hasCertificate && !namesRegistry && !knowsSecureAggregation,
}
