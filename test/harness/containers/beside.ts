import type { Proof } from '../../../scripts/harness.ts'
import { until } from '../daemon/until.ts'
import { ownershipOf } from './deployment.ts'
import { expect, expectComplete } from './evidence.ts'
import { deleteRows } from './registrations.ts'
import { complete, type Round, type Site } from './round.ts'
import { startComponent, startSidecar, stopService, untilSays } from './services.ts'
import { OWNER } from './stage.ts'

/** What stands in the container of a component itself, or shares its processes. */
export function proveBeside(open: (family: Round['family']) => Promise<Round>): readonly Proof[] {
  return [
    {
      name: 'the entrypoint registers before the component starts, without Node, and also while the repository is gone',
      run: async () => proveEntrypoint(await open('A2')),
    },
    {
      name: 'a reconciler that shares the processes of a node lets them stand still while it writes',
      run: async () => proveFreeze(await open('A2')),
    },
  ]
}

async function proveEntrypoint(round: Round): Promise<string> {
  const { stage } = round
  const site = siteOf(round, 'node')
  await stopService(stage, site.sidecar)
  const first = await startAnew(round, site)
  const repository = stage.server.urlOf('A2')
  expect(`a word on the repository:\n${first}`, first.includes(repository), false)
  await stage.server.stop()
  const second = await startAnew(round, site)
  expect(`a word on the repository that is gone:\n${second}`, second.includes(repository), true)
  await stage.server.start()
  await startSidecar(stage, site.machine, site.member, [round.override])
  await complete(round)
  return 'registered from the repository, and from its mirror'
}

/** Deletes all rows while the component is stopped, starts it by the override, and expects them back when it runs. */
async function startAnew(round: Round, site: Site): Promise<string> {
  const { stage, sites } = round
  const { machine, member, component } = site
  await stage.engine.podman('rm', '--force', '--time=0', component)
  const peers = sites.map((each) => each.member.id).filter((id) => id !== member.id)
  await deleteRows(member.tree.registryFile, peers)
  await startComponent(stage, machine, member, 'compose.entrypoint-a.yaml')
  const said = await untilSays(stage, component, 'component runs')
  expect(`what was registered before it ran:\n${said}`, said.split(/registered {2,}/).length - 1, peers.length)
  await expectComplete(round)
  expect('owner and mode of the registry', ownershipOf(member.tree.registryFile), `${OWNER}:${OWNER} 100644`)
  const first = await stage.engine.podman('exec', component, 'sh', '-c', "tr '\\0' ' ' < /proc/1/cmdline")
  expect('process 1', first.trim(), '/bin/bash /entrypoint.bash')
  const node = await stage.engine.attempt('exec', component, 'sh', '-c', 'command -v node')
  expect('a Node in the container', node.stdout, '')
  return said
}

async function proveFreeze(round: Round): Promise<string> {
  const { stage, sites, override } = round
  const { machine, member, component, sidecar } = siteOf(round, 'node2')
  await stopService(stage, sidecar)
  const peers = sites.map((each) => each.member.id).filter((id) => id !== member.id)
  await deleteRows(member.tree.registryFile, peers)
  await startSidecar(stage, machine, member, [override, 'compose.freeze.yaml'])
  const said = await untilSays(stage, sidecar, 'FREEZE_DONE')
  await expectComplete(round)
  const script = "cat /proc/[0-9]*/stat | grep '(perl)' | sed 's/^.*) //' | cut -c1"
  let state = ''
  const sleeps = async (): Promise<boolean> => {
    state = await stage.engine.podman('exec', component, 'sh', '-c', script)
    return state === 'S'
  }
  await until('the component runs again, and rests', sleeps, { describe: () => state })
  await stopService(stage, sidecar)
  await startSidecar(stage, machine, member, [override])
  const [, milliseconds = '?'] = /FREEZE_DONE.*?([0-9]+) ms/.exec(said) ?? []
  return `stood still for ${milliseconds} ms`
}

function siteOf({ sites }: Round, service: string): Site {
  const site = sites.find(({ member }) => member.service === service)
  if (site === undefined) throw new Error(`There is no site ${service}.`)
  return site
}
