import { chmodSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Proof } from '../../../../scripts/harness.ts'
import { EVERYBODY } from '../network.ts'
import { until } from '../until.ts'
import { removeRow } from './levers.ts'
import { isPassOf, lookAt, requireUntouched, tells } from './looks.ts'
import { B_ROTATED, fault, type Site } from './site.ts'

/** What we keep beside the registry is gone, or cannot be believed. */
export const STATE_FAULTS: readonly Proof[] = [
  fault('state directory deleted while it runs: what is registered is adopted, and it goes on', deleteState),
  fault('inventory corrupt: refused clearly, nothing is written; mended: it goes on by itself', corruptInventory),
  fault('mirror damaged: it is made anew, and it goes on by itself', damageMirror),
]

async function deleteState(site: Site): Promise<string> {
  site.watch()
  await site.becomes(EVERYBODY)
  // All of it at one moment, whoever writes into it.
  const directory = join(site.state.path, '..')
  renameSync(directory, join(site.network.directory, 'gone'))
  await until('everybody is adopted', () => countOwn(site) === 2)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  await removeRow(site, 'server')
  await site.becomes(B_ROTATED)
  return 'adopted, then replaced and healed'
}

/** How many registrations the inventory names. */
function countOwn({ state }: Site): number {
  try {
    return readFileSync(state.inventory, 'utf8').match(/"fingerprint"/g)?.length ?? 0
  } catch {
    return 0
  }
}

async function corruptInventory(site: Site): Promise<string> {
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  const inventory = readFileSync(site.state.inventory)
  writeFileSync(site.state.inventory, inventory.subarray(0, inventory.length / 2))
  const { problem } = await daemon.logged('the inventory cannot be read', tells('INVENTORY_UNREADABLE'), 0)
  const before = lookAt(site)
  const from = daemon.lines().length
  await site.network.declare(B_ROTATED)
  for (const what of ['a pass that fails', 'another one']) {
    const after = what === 'another one' ? daemon.lines().length : from
    await daemon.logged(what, (line) => isPassOf(line, (code) => code === 1), after)
  }
  requireUntouched(site, before)
  writeFileSync(site.state.inventory, inventory)
  await site.becomes(B_ROTATED)
  return String(problem)
}

/** What fits no checksum is nobody's to trust, and no reason to stand still. */
async function damageMirror(site: Site): Promise<string> {
  const { network, state } = site
  site.watch()
  await site.becomes(EVERYBODY)
  const packs = readdirSync(state.mirror, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.pack'),
  )
  if (packs.length === 0) throw new Error('The mirror holds no pack.')
  for (const name of packs) {
    const file = join(state.mirror, name)
    chmodSync(file, 0o600)
    writeFileSync(file, 'no pack')
  }
  await network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  return `${packs.length} packs were damaged`
}
