import type { Layout } from '../layout.ts'

/** A row with the id of its component, as the releases with mutual TLS write it. An upgrade leaves rows with party ids behind. */
export const COMPONENT: Layout = {
  idField: 'component_id',
  older: { idField: 'party_id', fields: ['party_id', 'component', 'ip', 'port'] },
  certificateField: 'certificate',
  makeFields: ({ partyId, certificatePem }) => [
    ['certificate', certificatePem],
    ['component_id', partyId],
  ],
  readAddress: () => undefined,
  foreignFields: {},
}
