import type { Proof } from '../../../../scripts/harness.ts'
import { MEMBERS, readRegistrations } from '../../../helpers/federation.ts'
import { EVERYBODY, type Declared } from '../network.ts'
import { lookAt, passes, requireEnd, requireUntouched } from './looks.ts'
import { B_ROTATED, fault, type Site } from './site.ts'

/** What is declared is no good. */
export const DECLARATION_FAULTS: readonly Proof[] = [
  fault('manifest broken: 26, what is registered stays; mended: it goes on by itself', breakManifest),
  fault("one party's certificate broken: 21, the others are registered; mended: it is, too", breakCertificate),
  fault('certificate of a registered party broken: 21, its registration stays', breakLater),
]

async function breakManifest(site: Site): Promise<string> {
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  const before = lookAt(site)
  await site.network.declare({ ...B_ROTATED, manifest: 'apiVersion: fbm-gitops/v1\nnodes: [\u001b[31m' })
  const { problems } = await daemon.logged('a manifest that cannot be read', passes(26), 0)
  requireUntouched(site, before)
  requireEnd(await site.status(), 26, 'Stalled')
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  return `${String(problems)}, then mended`
}

const B_BROKEN: Declared = { ...EVERYBODY, certificates: { b: 'no certificate\n' } }

async function breakCertificate(site: Site): Promise<string> {
  await site.network.declare(B_BROKEN)
  const daemon = site.watch()
  const { problems } = await daemon.logged('a pass without one party', passes(21), 0)
  const registered = Object.keys(readRegistrations(site.tree))
  if (registered.join() !== MEMBERS.server.id) throw new Error(`Registered are ${registered.join(', ')}.`)
  await site.network.declare(EVERYBODY)
  await site.becomes(EVERYBODY)
  return `${String(problems)}, then mended`
}

async function breakLater(site: Site): Promise<string> {
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  const before = lookAt(site)
  await site.network.declare(B_BROKEN)
  await daemon.logged('a pass without one party', passes(21), 0)
  requireUntouched(site, before)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  return 'kept, then replaced'
}
