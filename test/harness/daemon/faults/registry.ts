import { copyFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { Proof } from '../../../../scripts/harness.ts'
import { EVERYBODY } from '../network.ts'
import { until } from '../until.ts'
import { isPassOf, lookAt, passes, requireUntouched, tells } from './looks.ts'
import { B_ROTATED, fault, type Site } from './site.ts'
import { withHolder } from './holder.ts'
import { MEMBERS } from '../../../helpers/federation.ts'

/** Somebody else does something to the registry. */
export const REGISTRY_FAULTS: readonly Proof[] = [
  fault('registry deleted: told, none is made up in its place; put back: it goes on by itself', deleteRegistry),
  fault('registry torn: told, nothing is written into it; whole again: it goes on by itself', tearRegistry),
  fault('registry replaced by another file: the new one is healed, with all its other rows', replaceRegistry),
  fault('registry edited while we write: it ends as declared, and no row of the editor is lost', editBeside),
  fault('component restarted mid-pass: nothing is lost, and what is declared is registered', restartComponent),
  fault(
    'component started though --offline says that it is stopped: busy, and nothing is written until it stops',
    startOffline,
  ),
]

async function deleteRegistry(site: Site): Promise<string> {
  const { tree, network } = site
  const daemon = site.watchBeside()
  await site.becomes(EVERYBODY)
  const kept = readFileSync(tree.registryFile)
  rmSync(tree.registryFile)
  const { problem } = await daemon.logged('the registry is gone', tells('REGISTRY_EMPTIED'), 0)
  await network.declare(B_ROTATED)
  await daemon.logged('another pass that is refused', (line) => isPassOf(line, (code) => code === 25))
  writeFileSync(tree.registryFile, kept)
  await site.becomes(B_ROTATED)
  return String(problem)
}

async function tearRegistry(site: Site): Promise<string> {
  const { tree, network } = site
  const daemon = site.watchBeside()
  await site.becomes(EVERYBODY)
  const kept = readFileSync(tree.registryFile)
  // Not where a program that had it open would cut it: that is put back.
  writeFileSync(tree.registryFile, Buffer.concat([kept.subarray(0, 100), Buffer.from('{')]))
  const torn = lookAt(site)
  const { code, problem } = await daemon.logged(
    'it is torn',
    ({ code: told }) => String(told).startsWith('REGISTRY_'),
    0,
  )
  await network.declare(B_ROTATED)
  await daemon.logged('another pass that is refused', passes(25))
  requireUntouched(site, torn)
  writeFileSync(tree.registryFile, kept)
  await site.becomes(B_ROTATED)
  return `${String(code)}: ${String(problem)}`
}

/** As `os.replace` does it. */
async function replaceRegistry(site: Site): Promise<string> {
  const { tree, editor } = site
  site.watchBeside()
  await site.becomes(EVERYBODY)
  const fresh = `${tree.registryFile}.new`
  copyFileSync(tree.registryFile, fresh)
  await editor.remove(fresh, MEMBERS.b.id)
  await editor.note(fresh, site.book.notes)
  site.book.notes += 1
  const { ino } = statSync(fresh)
  renameSync(fresh, tree.registryFile)
  await site.becomes(EVERYBODY)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  if (statSync(tree.registryFile).ino !== ino) throw new Error('We have put another file there.')
  return `the inode ${ino} is written`
}

const EDITS = 40

async function editBeside(site: Site): Promise<string> {
  site.watchBeside()
  await site.becomes(EVERYBODY)
  await site.network.declare(B_ROTATED)
  for (let edit = 0; edit < EDITS; edit += 1) {
    await site.note(1)
    await new Promise((wake) => setTimeout(wake, 50))
  }
  await site.becomes(B_ROTATED)
  return `${EDITS} rows written by somebody else meanwhile`
}

const RESTARTS = 8

/** The component opens its registry, and has it open as long as it runs. */
async function restartComponent(site: Site): Promise<string> {
  const daemon = site.watchBeside()
  const { registryFile } = site.tree
  await until('the first contact', () => daemon.lines().length > 0)
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    await withHolder(registryFile, async () => {
      await new Promise((wake) => setTimeout(wake, 300))
    })
    if (restart === RESTARTS / 2) await site.network.declare(B_ROTATED)
  }
  await site.becomes(B_ROTATED)
  return `${RESTARTS} restarts`
}

async function startOffline(site: Site): Promise<string> {
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  const told = await withHolder(site.tree.registryFile, async () => {
    const before = lookAt(site)
    await site.network.declare(B_ROTATED)
    const { problem } = await daemon.logged('it is open', tells('REGISTRY_IN_USE'), 0)
    await daemon.logged('a pass that is busy', passes(24), 0)
    requireUntouched(site, before)
    return String(problem)
  })
  await site.becomes(B_ROTATED)
  return told
}
