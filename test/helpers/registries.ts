import * as assert from 'uvu/assert'
import type { LayoutName } from '../../src/domain/layout.ts'
import type { Role } from '../../src/domain/party.ts'
import type { RowEdit } from '../../src/fedbiomed/registry/edit.ts'
import { scanRegistry, type RegistryImage } from '../../src/fedbiomed/registry/scan.ts'
import { asVerified } from './builders.ts'
import type { Python } from './python.ts'

/** A registry that Python made from a seed. */
export interface MadeRegistry {
  readonly bytes: Buffer
  /** The parties that have one row. */
  readonly parties: readonly string[]
  /** The parties that have two. */
  readonly twice: readonly string[]
  /** Whether a row is of no layout that is known. */
  readonly strange: boolean
}

/** A registry before and after edits. */
export interface Splice {
  readonly before: Buffer
  readonly after: Buffer
  readonly layout: LayoutName
  readonly edits: readonly RowEdit[]
}

/** Lets Python make registries from a seed; `strange` is how likely a row is of no layout that is known. */
export async function makeRegistries(
  python: Python,
  seed: number,
  count: number,
  strange = 0,
): Promise<readonly MadeRegistry[]> {
  const answer = (await python.ask('make_registries.py', { seed, count, strange })) as readonly AnsweredRegistry[]
  return answer.map((made) => ({ ...made, bytes: Buffer.from(made.bytes, 'base64') }))
}

/** Lets Python judge what edits made of registries: what is wrong with each, or `null`. */
export async function judgeSplices(python: Python, splices: readonly Splice[]): Promise<readonly (string | null)[]> {
  const question = splices.map(({ before, after, ...order }) => ({
    ...order,
    before: before.toString('base64'),
    after: after.toString('base64'),
  }))
  return (await python.ask('judge_splices.py', question)) as readonly (string | null)[]
}

/** Scans what must be a whole registry. */
export function scanWhole(bytes: Uint8Array | string): RegistryImage {
  const result = scanRegistry(Buffer.from(bytes))
  if (result.kind === 'image') return result
  assert.unreachable(`${result.code} at byte ${result.offset}`)
  throw new Error('unreachable')
}

/** Puts a registration, with any text as its certificate; by default that of a node at 10.221.0.9:14001. */
export function aPut(partyId: string, overrides: PutOverrides = {}): RowEdit {
  const role: Role = partyId.startsWith('RESEARCHER') ? 'researcher' : 'node'
  const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(partyId).toString('base64')}\n-----END CERTIFICATE-----\n`
  const certificatePem = asVerified(overrides.certificatePem ?? pem)
  const address = { ip: '10.221.0.9', port: 14001 }
  return { kind: 'put', partyId, role, address, ...overrides, certificatePem }
}

interface PutOverrides extends Partial<Omit<RowEdit & { kind: 'put' }, 'kind' | 'certificatePem'>> {
  readonly certificatePem?: string
}

/** Deletes a registration. */
export function aDelete(partyId: string): RowEdit {
  return { kind: 'delete', partyId }
}

interface AnsweredRegistry extends Omit<MadeRegistry, 'bytes'> {
  readonly bytes: string
}
