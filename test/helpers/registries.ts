import * as assert from 'uvu/assert'
import type { Role } from '../../src/domain/party.ts'
import { scanRegistry, type RegistryImage } from '../../src/fedbiomed/registry/scan.ts'
import type { RowEdit } from '../../src/fedbiomed/registry/splice.ts'
import type { Python } from './python.ts'

/** A registry that Python made from a seed. */
export interface MadeRegistry {
  readonly bytes: Buffer
  /** The parties that have one row. */
  readonly parties: readonly string[]
  /** The parties that have two. */
  readonly twice: readonly string[]
}

/** Lets Python make registries from a seed. */
export async function makeRegistries(python: Python, seed: number, count: number): Promise<readonly MadeRegistry[]> {
  const answer = (await python.ask('make_registries.py', { seed, count })) as readonly AnsweredRegistry[]
  return answer.map((made) => ({ ...made, bytes: Buffer.from(made.bytes, 'base64') }))
}

/** Scans what must be a whole registry. */
export function scanWhole(bytes: Uint8Array | string): RegistryImage {
  const result = scanRegistry(Buffer.from(bytes))
  if (result.kind === 'image') return result
  assert.unreachable(`${result.code} at byte ${result.offset}`)
  throw new Error('unreachable')
}

/** Puts a registration; by default that of a node at 10.221.0.9:14001. */
export function aPut(partyId: string, overrides: Partial<Omit<RowEdit & { kind: 'put' }, 'kind'>> = {}): RowEdit {
  const role: Role = partyId.startsWith('RESEARCHER') ? 'researcher' : 'node'
  const certificatePem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(partyId).toString('base64')}\n-----END CERTIFICATE-----\n`
  return { kind: 'put', partyId, role, address: { ip: '10.221.0.9', port: 14001 }, certificatePem, ...overrides }
}

/** Deletes a registration. */
export function aDelete(partyId: string): RowEdit {
  return { kind: 'delete', partyId }
}

interface AnsweredRegistry extends Omit<MadeRegistry, 'bytes'> {
  readonly bytes: string
}
