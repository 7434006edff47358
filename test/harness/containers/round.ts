import { until } from '../daemon/until.ts'
import { makeCoordinator, type Coordinator } from './coordinator.ts'
import { layOutMachines, type Family, type Machine, type Member } from './deployment.ts'
import { partiesOf } from './registrations.ts'
import { runOnce, startComponent, startSidecar } from './services.ts'
import type { Stage } from './stage.ts'

/** A member at work: its component, and the reconciler beside it. */
export interface Site {
  readonly machine: Machine
  readonly member: Member
  /** The names of their containers. */
  readonly component: string
  readonly sidecar: string
}

/** A federation that has come together: each site has published, each registry is complete. */
export interface Round {
  readonly stage: Stage
  readonly family: Family
  /** The compose file of its sidecars. */
  readonly override: string
  readonly coordinator: Coordinator
  readonly sites: readonly Site[]
  /** Seconds from the last merge until every registry was complete. */
  readonly seconds: number
}

/** Lets a federation come together: everything runs before anybody is declared. */
export async function playRound(stage: Stage, family: Family): Promise<Round> {
  const override = family === 'A2' ? 'compose.family-a.yaml' : 'compose.family-c.yaml'
  const coordinator = makeCoordinator(stage, family)
  await coordinator.begin()
  const machines = await layOutMachines(stage, family)
  const sites: Site[] = []
  for (const machine of machines) {
    for (const member of machine.members) {
      const component = await startComponent(stage, machine, member)
      sites.push({ machine, member, component, sidecar: await startSidecar(stage, machine, member, [override]) })
    }
  }
  const round = { stage, family, override, coordinator, sites, seconds: 0 }
  for (const site of sites) await publish(round, site)
  const start = performance.now()
  await complete(round)
  return { ...round, seconds: (performance.now() - start) / 1000 }
}

/** Takes a federation apart: another one has the same addresses. */
export async function endRound({ stage, sites }: Round): Promise<void> {
  for (const { component, sidecar } of sites) {
    // One that shares the processes of the other is gone before it.
    for (const name of [sidecar, component]) await stage.engine.podman('rm', '--force', '--ignore', '--time=0', name)
  }
}

/** A site publishes from its own reconciler's image, and the coordinator merges that. */
export async function publish(round: Round, { machine, member }: Site): Promise<void> {
  const { stage, override, coordinator } = round
  const request = { machine, name: `fbm-gitops-${member.service}`, composition: machine.compose(override) }
  const command = ['publish', ...member.publishAs]
  const { exitCode, stdout, stderr } = await runOnce(stage, request, command)
  if (exitCode !== 0) throw new Error(`${member.name} could not publish (${exitCode}):\n${stdout}\n${stderr}`)
  await coordinator.merge(`publish/${member.name}`)
}

/** Waits until each registry holds all others. */
export async function complete({ stage, sites }: Pick<Round, 'stage' | 'sites'>): Promise<void> {
  for (const { member, sidecar } of sites) {
    const peers = sites.map((site) => site.member.id).filter((id) => id !== member.id)
    const isComplete = (): boolean => {
      const held = partiesOf(member.tree.registryFile)
      return peers.every((peer) => held.includes(peer))
    }
    try {
      await until(`${member.name} registers everybody`, isComplete)
    } catch (error) {
      const { stdout, stderr } = await stage.engine.attempt('logs', '--tail=20', sidecar)
      throw new Error(`${String(error)}\n${stdout}\n${stderr}`, { cause: error })
    }
  }
}
