import type { Layout } from '../layout.ts'

/** A row with the id of its party, as families B and C write it. */
export const PARTY: Layout = {
  idField: 'party_id',
  certificateField: 'certificate',
  makeFields: ({ partyId, role, certificatePem }) => [
    ['certificate', certificatePem],
    ['party_id', partyId],
    ['component', role === 'node' ? 'NODE' : 'RESEARCHER'],
  ],
  readAddress: () => undefined,
  foreignFields: {
    component_id:
      'holds a component_id: a release of Fed-BioMed with mutual authentication wrote it, which the configuration does not show (no [authentication])',
  },
}
