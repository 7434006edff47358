import { join } from 'node:path'
import type { Proof } from '../../../../scripts/harness.ts'
import { EVERYBODY } from '../network.ts'
import { growRepository, isFound, isLost, removeRow } from './levers.ts'
import { lookAt, requireUntouched, tells } from './looks.ts'
import { keepFull, mount, requireMounts, withSmallDisk } from './mounts.ts'
import { B_ROTATED, fault, type Site } from './site.ts'
import { endDaemon } from './judge-site.ts'
import { isPassOf } from './looks.ts'

/** Where our own files lie there is no room, or they may not be written. */
export const DISK_FAULTS: readonly Proof[] = [
  fault('disk full in the mirror: told, rows are healed from what is there, and room cures it', fillMirror),
  fault('disk full in the state directory: told, the registry stays, and room cures it', fillState),
  fault('disk full in the state directory from the start: nothing is written, and room cures it', startFull),
  fault('state directory on a disk mounted read-only: told, nothing is written, and it goes on once it may', readOnly),
]

async function fillMirror(site: Site): Promise<string> {
  requireMounts(site.network.directory)
  return withSmallDisk({ directory: site.state.mirror, size: '2m' }, async () => {
    const daemon = site.watch()
    await site.becomes(EVERYBODY)
    const makeRoom = keepFull(site.state.mirror)
    growRepository(site)
    const { code, problem } = await daemon.logged('there is no room', isLost, 0)
    if (code !== 'STATE_NOT_WRITTEN') throw new Error(`It is told as ${String(code)}: ${String(problem)}`)
    await site.network.declare(B_ROTATED)
    await removeRow(site, 'b')
    await site.becomes(EVERYBODY)
    makeRoom()
    await daemon.logged('there is room again', isFound, 0)
    await site.becomes(B_ROTATED)
    await endDaemon(daemon)
    return String(problem)
  })
}

async function fillState(site: Site): Promise<string> {
  requireMounts(site.network.directory)
  const directory = join(site.state.path, '..')
  return withSmallDisk({ directory, size: '4m' }, async () => {
    const daemon = site.watch()
    await site.becomes(EVERYBODY)
    const makeRoom = keepFull(directory)
    const before = lookAt(site)
    const from = daemon.lines().length
    await site.network.declare(B_ROTATED)
    const { problem } = await daemon.logged(
      'there is no room',
      (line) => /ENOSPC|No space left/i.test(String(line['problem'])),
      from,
    )
    requireUntouched(site, before)
    makeRoom()
    await site.becomes(B_ROTATED)
    await endDaemon(daemon)
    return String(problem)
  })
}

async function startFull(site: Site): Promise<string> {
  requireMounts(site.network.directory)
  const directory = join(site.state.path, '..')
  return withSmallDisk({ directory, size: '4m' }, async () => {
    const makeRoom = keepFull(directory)
    const before = lookAt(site)
    const daemon = site.watch()
    const { problem } = await daemon.logged('there is no room', tells('STATE_NOT_WRITTEN'), 0)
    await daemon.logged('a pass that fails', (line) => isPassOf(line, (code) => code !== 0), 0)
    requireUntouched(site, before)
    makeRoom()
    await site.becomes(EVERYBODY)
    await endDaemon(daemon)
    return String(problem)
  })
}

/** As in a container whose volumes are mounted otherwise than they should be. */
async function readOnly(site: Site): Promise<string> {
  requireMounts(site.network.directory)
  const directory = join(site.state.path, '..')
  return withSmallDisk({ directory, size: '4m' }, async () => {
    mount('-o', 'remount,ro', directory)
    const before = lookAt(site)
    const daemon = site.watch()
    const { problem } = await daemon.logged('it may not be written', tells('STATE_NOT_WRITTEN'), 0)
    await daemon.logged('a pass that fails', (line) => isPassOf(line, (code) => code !== 0), 0)
    requireUntouched(site, before)
    mount('-o', 'remount,rw', directory)
    await site.becomes(EVERYBODY)
    await endDaemon(daemon)
    return String(problem)
  })
}
