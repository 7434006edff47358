import { readFile } from 'node:fs/promises'
import * as assert from 'uvu/assert'
import { listParties, readRegistrations, type RealComponent } from './fedbiomed.ts'

/** Holds Fed-BioMed's own listing, and its own class, against the certificates that the peers have now. */
export async function assertRegistered(component: RealComponent, peers: readonly RealComponent[]): Promise<void> {
  const expected = await Promise.all(
    peers.map(async ({ id, role, certificateFile }) => ({
      id,
      role,
      certificate: await readFile(certificateFile, 'utf8'),
    })),
  )
  const registrations = await readRegistrations(component)
  assert.equal(await listParties(component), peers.map(({ id }) => id).sort())
  assert.equal(
    registrations
      .map((row) => ({ id: row.party_id, role: row.component.toLowerCase(), certificate: row.certificate }))
      .sort(byId),
    expected.sort(byId),
  )
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1
}
