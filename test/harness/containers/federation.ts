import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Proof } from '../../../scripts/harness.ts'
import { until } from '../daemon/until.ts'
import { ownershipOf } from './deployment.ts'
import {
  digestOfComponent,
  expect,
  expectComplete,
  expectNoRights,
  expectTakenIn,
  expectUntouched,
} from './evidence.ts'
import { readThroughTinyDb } from './registrations.ts'
import { publish, type Round, type Site } from './round.ts'
import { runOnce, startSidecar, stopService } from './services.ts'
import { OWNER } from './stage.ts'

type OpenRound = (family: Round['family']) => Promise<Round>

/** A federation of each family, from nobody until all are registered, and a key that changes. */
export function proveFederations(open: OpenRound): readonly Proof[] {
  return [
    {
      name: 'family A: researcher, node and second instance publish through git, and every registry becomes complete',
      run: async () => proveComplete(await open('A2')),
    },
    {
      name: 'a new certificate of the second instance reaches the two others through git',
      run: async () => proveRotation(await open('A2')),
    },
    {
      name: 'family C: researcher, node and second instance publish through git, and every registry becomes complete',
      run: async () => proveComplete(await open('C')),
    },
  ]
}

async function proveComplete(round: Round): Promise<string> {
  const { sites, stage } = round
  await expectComplete(round)
  for (const site of sites) await proveSite(round, site)
  const { found, objects } = await round.coordinator.findPrivateKeys()
  expect('private keys in the repository', found, 0)
  if (objects < 10) throw new Error(`Only ${objects} objects were looked through.`)
  const [{ sidecar, machine, member } = noSite()] = sites
  expect('the exit code of a reconciler that is asked to stop', await stopService(stage, sidecar), 0)
  await startSidecar(stage, machine, member, [round.override])
  return `${sites.length} registries complete ${round.seconds.toFixed(1)} s after the last merge; ${objects} objects without a private key`
}

/** One site: what its reconciler may do, what it has left alone, and what it says of itself. */
async function proveSite(round: Round, site: Site): Promise<void> {
  const { machine, member, sidecar, component } = site
  const request = { machine, name: `fbm-gitops-${member.service}`, composition: machine.compose(round.override) }
  await expectNoRights(round, sidecar, OWNER)
  await expectUntouched(round, site)
  expect('owner and mode of the registry', ownershipOf(member.tree.registryFile), `${OWNER}:${OWNER} 100644`)
  expect(
    'owner and mode beside it',
    ownershipOf(join(member.tree.registryFile, '../fbm-gitops')),
    `${OWNER}:${OWNER} 40700`,
  )
  const plan = await runOnce(round.stage, request, ['plan'])
  expect(`the exit code of plan (${plan.stdout}${plan.stderr})`, plan.exitCode, 0)
  await until('the reconciler is healthy', async () => {
    const { exitCode } = await round.stage.engine.attempt('healthcheck', 'run', sidecar)
    return exitCode === 0
  })
  await expectTakenIn(round, sidecar)
  const running = await round.stage.engine.podman('inspect', '--format={{.State.Running}}', component)
  expect('whether the component runs', running, 'true')
}

async function proveRotation(round: Round): Promise<string> {
  const site = round.sites.find(({ member }) => member.service === 'node2') ?? noSite()
  const { member } = site
  const files = round.sites.map((each) => each.member.tree.registryFile)
  const before = await readThroughTinyDb(files)
  const inodes = files.map((file) => statSync(file).ino)
  await member.rotate()
  const digest = digestOfComponent(member)
  const start = performance.now()
  await publish(round, site)
  const merged = performance.now()
  await until('the others hold the new certificate', async () => {
    // None where one is just being written.
    const contents = await readThroughTinyDb(files).catch(() => undefined)
    if (contents === undefined) return false
    return contents.every(({ registrations }, index) => {
      return round.sites[index]?.member === member || registrations[member.id] === member.certificate()
    })
  })
  const seconds = (performance.now() - merged) / 1000
  await expectComplete(round)
  const after = await readThroughTinyDb(files)
  expect(
    'all other tables',
    after.map(({ others }) => others),
    before.map(({ others }) => others),
  )
  expect(
    'the inodes',
    files.map((file) => statSync(file).ino),
    inodes,
  )
  expect('the files of the component', digestOfComponent(member), digest)
  return `published and merged in ${((merged - start) / 1000).toFixed(1)} s, registered ${seconds.toFixed(1)} s later`
}

function noSite(): never {
  throw new Error('There is no such site.')
}
