import { formatAddress } from '../domain/party.ts'
import { PUBLISHED_CHANGES, type Publication } from '../domain/publication.ts'
import { renderFingerprint } from './fingerprint.ts'
import type { Style } from './style.ts'

/** Renders what the operator compares with the site before anything of its instructions is committed. */
export function renderComparison({ id, name, address, certificate, changes }: Publication, style: Style): string {
  const { fingerprint, notAfter } = certificate
  const lines = [
    ...(address === undefined ? [] : [`Address: ${formatAddress(address)}. Let it be read to you as well.`]),
    `To be declared: ${changes.map((change) => PUBLISHED_CHANGES[change]).join('; ')}.`,
    'Anybody can have written these instructions. Before they are committed, call the site, at a number that you do not',
    'have from the same mail. There, `fbm-gitops fingerprint --component DIR` shows the eight groups; or, of its file',
    'MPSPDZ_certificate.pem, FBM_certificate.pem or server_certificate.pem: openssl x509 -in FILE -noout -fingerprint -sha256',
  ]
  return `${renderFingerprint({ name, partyId: id, fingerprint, notAfter }, style)}\n${lines.map((line) => `${line}\n`).join('')}`
}
